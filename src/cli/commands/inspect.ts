import type { Command } from "../command.js";
import { flagOption, lastValue, type ParsedArguments } from "../option-table.js";
import { RUN_OPTIONS } from "../run-options.js";

const SHARED = new Set(["kernel", "language"]);

export const command: Command = {
  options: [flagOption("json", "As JSON, for programs."), ...RUN_OPTIONS.filter(({ key }) => SHARED.has(key))],
  positional: ["NOTEBOOK"],
  run: inspect,
};

async function inspect(parsed: ParsedArguments): Promise<void> {
  const [path = ""] = parsed.positional;
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
