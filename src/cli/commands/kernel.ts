import type { Command, CommandEntry, CommandGroup } from "../command.js";
import { lastValue, type ParsedArguments, valueOption } from "../option-table.js";

const NAME = valueOption("name", "NAME", "Name of the kernelspec (cellmill).");
const DISPLAY_NAME = valueOption("display-name", "TEXT", "What front ends show (TypeScript (cellmill)).");
const PREFIX = valueOption(
  "prefix",
  "PREFIX",
  "Use PREFIX/share/jupyter (of a virtual environment, say), not the user's Jupyter folder.",
);

const install: Command = {
  options: [NAME, DISPLAY_NAME, PREFIX],
  positional: [],
  run: async (parsed) => {
    const displayName = lastValue(parsed, "display-name") ?? "TypeScript (cellmill)";
    const { installKernelspec } = await import("../../jupyter/kernelspec-install.js");
    const place = placeOf(parsed);
    const folder = installKernelspec({ ...place, displayName });
    process.stdout.write(`Installed the kernel "${displayName}" as ${place.name} in ${folder}\n`);
  },
};

const uninstall: Command = {
  options: [NAME, PREFIX],
  positional: [],
  run: async (parsed) => {
    const { removeKernelspec } = await import("../../jupyter/kernelspec-install.js");
    const place = placeOf(parsed);
    const folder = removeKernelspec(place);
    process.stdout.write(`Removed the kernel ${place.name} from ${folder}\n`);
  },
};

function placeOf(parsed: ParsedArguments): { readonly name: string; readonly prefix?: string } {
  const prefix = lastValue(parsed, "prefix");
  return { name: lastValue(parsed, "name") ?? "cellmill", ...(prefix === undefined ? {} : { prefix }) };
}

const list: Command = {
  options: [],
  positional: [],
  run: async () => {
    const { findKernelspecs } = await import("../../jupyter/kernelspecs.js");
    const specs = [...findKernelspecs().values()].sort((a, b) => a.name.localeCompare(b.name));
    const width = Math.max(0, ...specs.map((spec) => spec.name.length));
    for (const { name, displayName, resourceDir } of specs) {
      const place = resourceDir === "" ? "built in" : resourceDir;
      process.stdout.write(`${name.padEnd(width)}  ${displayName}  (${place})\n`);
    }
  },
};

const start: Command = {
  options: [],
  notes: "CONNECTION_FILE is a file as Jupyter writes it; without, one is written, and how to attach to it is shown.",
  positional: ["[CONNECTION_FILE]"],
  run: async ({ positional: [file] }) => {
    const { startKernel } = await import("../start-kernel.js");
    process.exitCode = await startKernel(file);
  },
};

const entries: readonly CommandEntry[] = [
  {
    name: "install",
    usage: "[options]",
    description: "Tell Jupyter and editors about the kernel (needs no Python).",
    load: async () => install,
  },
  {
    name: "uninstall",
    usage: "[options]",
    description: "Remove the kernelspec that install wrote.",
    load: async () => uninstall,
  },
  { name: "list", usage: "", description: "Show the kernels that cellmill run can use.", load: async () => list },
  {
    name: "start",
    usage: "[CONNECTION_FILE]",
    description: "Run the kernel by hand.",
    load: async () => start,
  },
];

/** `cellmill kernel install|uninstall|list|start`. */
export const command: CommandGroup = {
  name: "cellmill kernel",
  description: "The Jupyter kernel: install, uninstall, list, start.",
  entries,
};
