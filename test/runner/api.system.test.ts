import { afterAll, expect, it } from "vitest";
import { EXECUTE_OPTION_NAMES } from "../../src/runner/types.js";
import { PapermillOracle } from "./papermill-oracle.js";

interface Parameter {
  readonly default: unknown;
  readonly kind: string;
}

const oracle = new PapermillOracle();
afterAll(() => oracle.close());

const camelCase = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

async function keywords(name: string): Promise<Map<string, Parameter>> {
  const [answer] = await oracle.ask([{ op: "signature", name }]);
  return new Map(Object.entries(answer?.ok as Record<string, Parameter>));
}

it("executeNotebook has every keyword of papermill's execute_notebook and of its engine, in camelCase", async () => {
  const all = [...(await keywords("execute_notebook")), ...(await keywords("engine"))];
  const positional = ["input_path", "output_path", "nb_man"];
  const named = all.filter(([name, { kind }]) => kind !== "VAR_KEYWORD" && !positional.includes(name));
  expect(named.length).toBeGreaterThan(15);
  const options: readonly string[] = EXECUTE_OPTION_NAMES;
  expect(named.filter(([name]) => !options.includes(camelCase(name))).map(([name]) => name)).toEqual([]);
  // What goes on to the engine: **engine_kwargs.
  expect(all.some(([, { kind }]) => kind === "VAR_KEYWORD") && options.includes("engineOptions")).toBe(true);
});

it("papermill's defaults are those that the options' descriptions name", async () => {
  const defaults = Object.fromEntries(
    [...(await keywords("execute_notebook"))].map(([name, each]) => [name, each.default]),
  );
  expect(defaults).toMatchObject({
    parameters: null,
    engine_name: null,
    request_save_on_cell_execute: true,
    prepare_only: false,
    progress_bar: true,
    log_output: false,
    start_timeout: 60,
    report_mode: false,
    cwd: null,
  });
});
