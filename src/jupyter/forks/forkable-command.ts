import { isAbsolute } from "node:path";
import type { KernelCommand } from "../kernel-command.js";

/** A launch of IPython's kernel, taken apart. */
export interface ForkableCommand {
  /** The interpreter and its flags. */
  readonly interpreter: readonly string[];
  /** What follows the name of the module. */
  readonly kernelArguments: readonly string[];
}

/** The flags that IPython's own kernelspecs have; of others we do not know what they mean for a fork. */
const KNOWN_FLAGS = ["-Xfrozen_modules=off"];

/** The parts of the command if a fork of a prepared interpreter does the same, else `undefined`. */
export function forkableCommand({ argv, env }: KernelCommand): ForkableCommand | undefined {
  if (process.platform !== "linux") return undefined;
  const module = argv.indexOf("-m");
  if (module < 1 || argv[module + 1] !== "ipykernel_launcher") return undefined;
  const interpreter = argv.slice(0, module);
  const [python = "", ...flags] = interpreter;
  if (!flags.every((flag) => KNOWN_FLAGS.includes(flag))) return undefined;
  // Relative paths mean something else in each working directory.
  const paths = [env["PYTHONPATH"], ...(isAbsolute(python) ? [] : [env["PATH"]])];
  if (python.includes("/") && !isAbsolute(python)) return undefined;
  if (!paths.every((list) => (list ?? "") === "" || list?.split(":").every(isAbsolute))) return undefined;
  return { interpreter, kernelArguments: argv.slice(module + 2) };
}
