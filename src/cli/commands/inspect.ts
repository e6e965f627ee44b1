import type { Command } from "../command.js";
import { lastValue, namedArguments, type OptionSpec, parseArguments } from "../option-table.js";

const INSPECT_OPTIONS: readonly OptionSpec[] = [
  { key: "json", names: ["--json"], values: 0, help: "As JSON, for programs." },
  {
    key: "kernel",
    names: ["--kernel", "-k"],
    values: 1,
    placeholder: "NAME",
    help: "The kernel, instead of the notebook's own.",
  },
  {
    key: "language",
    names: ["--language", "-l"],
    values: 1,
    placeholder: "NAME",
    help: "The language, instead of the notebook's own.",
  },
];

export const command: Command = { options: INSPECT_OPTIONS, run: inspect };

async function inspect(args: readonly string[]): Promise<void> {
  const parsed = parseArguments(args, INSPECT_OPTIONS, "cellmill inspect");
  const [path = ""] = namedArguments(parsed, ["NOTEBOOK"], "cellmill inspect");
  const kernel = lastValue(parsed, "kernel");
  const language = lastValue(parsed, "language");
  const { inspectNotebook, levelLogger, parameterTable } = await import("../../runner/index.js");
  const { hasParametersCell, parameters } = await inspectNotebook(path, {
    logger: levelLogger("WARNING", (line) => process.stderr.write(`${line}\n`)),
    ...(kernel === undefined ? {} : { kernelName: kernel }),
    ...(language === undefined ? {} : { language }),
  });
  const infos = [...parameters.values()];
  if (parsed.flags.get("json")) {
    const plain = infos.map(({ name, inferredTypeName, default: initial, help }) => ({
      name,
      type: inferredTypeName === "None" ? null : inferredTypeName,
      default: initial,
      help,
    }));
    process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
  } else if (!hasParametersCell) process.stdout.write(`${path}: no cell is tagged "parameters"\n`);
  else if (infos.length === 0) process.stdout.write(`${path}: the parameters cell declares nothing that can be read\n`);
  else process.stdout.write(`Parameters of ${path}:\n${parameterTable(infos)}\n`);
}
