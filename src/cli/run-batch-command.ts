import { OptionError } from "../core/errors.js";
import { printable } from "../runner/batch/run-text.js";
import type {
  BatchRequest,
  BatchRun,
  BatchState,
  Grid,
  LiveTable,
  Parameters,
  ParameterValue,
} from "../runner/index.js";
import { allValues, executeOptions, logLevel, withOutputFiles } from "./execute-options.js";
import { followRuns } from "./follow-runs.js";
import { integerValue } from "./integer-option.js";
import { lastValue, type ParsedArguments } from "./option-table.js";
import { parametersOf } from "./run-parameters.js";

/** True if the arguments ask for a batch. */
export function isBatch(parsed: ParsedArguments): boolean {
  return ["jobs", "grid", "sets"].some((key) => parsed.uses.has(key));
}

/** Runs a batch and sets the exit code: the highest of its runs. */
export async function runBatchCommand(parsed: ParsedArguments, signal: AbortSignal): Promise<void> {
  const runner = await import("../runner/index.js");
  const runs = await planRuns(parsed);
  const jobs = integerValue(parsed, "jobs") ?? 1;
  if (jobs < 1)
    throw new OptionError({ what: "option --jobs", expected: "a whole number from 1 on", got: String(jobs) });
  const options = await executeOptions(parsed);
  const level = await logLevel(parsed, options.logOutput ? "INFO" : "WARNING");
  const state = new runner.BatchState(runs, jobs);
  await withOutputFiles(parsed, signal, (files) =>
    followRuns(parsed, state, async () => {
      const table =
        (parsed.flags.get("progress-bar") ?? true) ? new runner.LiveTable(state, process.stderr) : undefined;
      try {
        const result = await runner.runBatch(runs, {
          ...options,
          ...files,
          jobs,
          failFast: parsed.flags.get("fail-fast") ?? false,
          state,
          signal,
          loggerFor: (run) => runner.levelLogger(level, (line) => print(table, `[${printable(run.name)}] ${line}`)),
        });
        process.exitCode = result.exitCode;
      } finally {
        table?.close();
      }
    }).finally(() => reportErrors(state)),
  );
}

/** The runs that the arguments ask for: the last path is the template of the outputs, the others are notebooks. */
async function planRuns(parsed: ParsedArguments): Promise<BatchRun[]> {
  const { planBatch } = await import("../runner/index.js");
  const inputs = parsed.positional.slice(0, -1);
  const output = parsed.positional.at(-1);
  if (inputs.length === 0 || output === undefined) {
    throw new OptionError({
      what: "a batch needs notebooks and a template of the outputs",
      expected: "INPUT... OUTPUT, such as qc.ipynb out/{tissue}.ipynb",
    });
  }
  const runs = planBatch({ inputs, output, ...(await parameterSets(parsed)) });
  return runs.map((run) => ({ ...run, parameters: withPaths(run) }));
}

/** Every combination of sets and grid on top of the parameters that all runs share, and where each was given. */
async function parameterSets(
  parsed: ParsedArguments,
): Promise<Required<Pick<BatchRequest, "parameterSets" | "parameterPlaces">>> {
  const { expandGrid } = await import("../runner/index.js");
  const sharedPlaces = new Map<string, string>();
  const shared = await parametersOf(parsed, "", "", sharedPlaces);
  const grid = await gridOf(parsed);
  const sets = await setsOf(parsed);
  const combine = (
    under: ReadonlyMap<string, ParameterValue>,
    middle: readonly ReadonlyMap<string, ParameterValue>[],
    over: readonly ReadonlyMap<string, ParameterValue>[],
  ): Map<string, ParameterValue>[] =>
    middle.flatMap((set) => over.map((values) => new Map([...under, ...set, ...values])));
  return {
    parameterSets: combine(shared, sets.values, expandGrid(grid.values)),
    // Places combine as their values do.
    parameterPlaces: combine(sharedPlaces, sets.places, expandGrid(grid.places)) as Map<string, string>[],
  };
}

async function gridOf(parsed: ParsedArguments): Promise<{ readonly values: Grid; readonly places: Grid }> {
  const { parseGridOption } = await import("../runner/index.js");
  const grids = { values: new Map<string, ParameterValue[]>(), places: new Map<string, string[]>() };
  for (const text of allValues(parsed, "grid")) {
    const [name, values, columns] = parseGridOption(text);
    if (grids.values.has(name)) throw new OptionError({ what: `option --grid: ${name} is given twice` });
    grids.values.set(name, values);
    grids.places.set(
      name,
      columns.map((column) => `--grid:1:${column}`),
    );
  }
  return grids;
}

async function setsOf(
  parsed: ParsedArguments,
): Promise<{ readonly values: Parameters[]; readonly places: Map<string, string>[] }> {
  const path = lastValue(parsed, "sets");
  if (path === undefined) return { values: [new Map()], places: [new Map()] };
  const { parameterSetsFromYaml, readText } = await import("../runner/index.js");
  const places: Map<string, string>[] = [];
  const values = await parameterSetsFromYaml(await readText(path), path, (set, name, place) => {
    places[set] = (places[set] ?? new Map<string, string>()).set(name, place);
  });
  return { values, places: values.map((_, set) => places[set] ?? new Map()) };
}

/** The injected paths are those of the run; in the plan they stood empty, at the place they keep. */
function withPaths(run: BatchRun): Parameters {
  const parameters = new Map(run.parameters);
  for (const [name, path] of [
    ["PAPERMILL_INPUT_PATH", run.input],
    ["PAPERMILL_OUTPUT_PATH", run.output],
  ] as const) {
    if (parameters.get(name) === "") parameters.set(name, path);
  }
  return parameters;
}

function print(table: LiveTable | undefined, line: string): void {
  if (table === undefined) process.stderr.write(`${line}\n`);
  else table.print(line);
}

/** Says of every run that failed what went wrong and where its file is; the tracebacks are in the files. */
function reportErrors(state: BatchState): void {
  for (const row of state.rows) {
    if (row.error === null || row.status === "interrupted") continue;
    // A run that was refused before it began has written nothing.
    const output = row.cells === null ? "" : `Output Notebook: ${row.output}\n`;
    process.stderr.write(`error: ${printable(row.name)}: ${row.error}\n${output}`);
  }
}
