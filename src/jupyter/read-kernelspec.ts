import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { KernelError } from "../core/index.js";
import type { KernelSpec } from "./kernelspec.js";

/**
 * The spec in a folder. A `kernel.json` that is broken is an error and not passed over: another kernel of the same name
 * further down the path is not what was meant.
 */
export function readKernelspec(folder: string, name: string): KernelSpec {
  const file = join(folder, "kernel.json");
  const json = parse(file);
  const refuse = (key: string, expected: string): never => {
    throw new KernelError({
      what: `"${key}" of the kernelspec`,
      where: file,
      expected,
      got: JSON.stringify(json[key]),
    });
  };
  const text = (key: string, initial: string): string => {
    const value = json[key] ?? (json[key] === undefined ? initial : refuse(key, "a text"));
    return typeof value === "string" ? value : refuse(key, "a text");
  };
  const argv = json["argv"];
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every((item) => typeof item === "string"))
    return refuse("argv", "a list of texts, the command first");
  for (const key of ["env", "metadata"]) if (json[key] !== undefined && !isObject(json[key])) refuse(key, "an object");
  const interruptMode = text("interrupt_mode", "signal").toLowerCase();
  if (interruptMode !== "signal" && interruptMode !== "message")
    return refuse("interrupt_mode", '"signal" or "message"');
  checkProvisioner(json["metadata"], file);
  return {
    name,
    displayName: text("display_name", name),
    language: text("language", ""),
    argv: [ownPython(argv[0] as string, folder), ...argv.slice(1)],
    env: textsOf(json["env"]),
    interruptMode,
    resourceDir: folder,
  };
}

function parse(file: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError({ what: "the kernelspec cannot be read", where: file, got, cause });
  }
  if (isObject(json)) return json;
  throw new KernelError({ what: "the kernelspec", where: file, expected: "an object", got: JSON.stringify(json) });
}

/** Kernels that something else must start, on another machine for example, cannot be started here. */
function checkProvisioner(metadata: unknown, file: string): void {
  const provisioner = isObject(metadata) ? metadata["kernel_provisioner"] : undefined;
  const name = isObject(provisioner) ? provisioner["provisioner_name"] : undefined;
  if (name === undefined || name === "local-provisioner") return;
  throw new KernelError({
    what: `the kernel needs the provisioner ${JSON.stringify(name)}, which is not here`,
    where: file,
  });
}

// A spec inside a Python environment says just "python"; Jupyter, which runs in that environment, takes its own.
function ownPython(command: string, folder: string): string {
  if (!/^python(3(\.\d+)?)?$/.test(command)) return command;
  const candidate = join(folder, "..", "..", "..", "..", "bin", command);
  return existsSync(candidate) ? candidate : command;
}

function textsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
