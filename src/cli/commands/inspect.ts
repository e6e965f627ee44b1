import type { Command } from "commander";

interface InspectFlags {
  readonly json?: boolean;
  readonly kernel?: string;
  readonly language?: string;
}

export function register(program: Command): void {
  program
    .command("inspect")
    .description("Show a notebook's parameters: names, types, defaults, help.")
    .argument("<notebook>", "path or URL of the notebook")
    .option("--json", "as JSON, for programs")
    .option("-k, --kernel <name>", "the kernel, instead of the notebook's own")
    .option("-l, --language <name>", "the language, instead of the notebook's own")
    .action((notebook: string, flags: InspectFlags) => inspect(notebook, flags));
}

async function inspect(path: string, flags: InspectFlags): Promise<void> {
  const { inspectNotebook, levelLogger, parameterTable } = await import("../../runner/index.js");
  const { hasParametersCell, parameters } = await inspectNotebook(path, {
    logger: levelLogger("WARNING", (line) => process.stderr.write(`${line}\n`)),
    ...(flags.kernel === undefined ? {} : { kernelName: flags.kernel }),
    ...(flags.language === undefined ? {} : { language: flags.language }),
  });
  const infos = [...parameters.values()];
  if (flags.json) {
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
