import { createHash } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { KernelSpec } from "../../jupyter/index.js";

/**
 * A text that changes when the kernel may behave in another way: its command, variables, and the versions or times of
 * the program files that the command names. Packages that a kernel loads later are not seen.
 */
export function kernelFingerprint(
  spec: KernelSpec,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const argv = spec.argv.map((item) => item.replaceAll("{resource_dir}", spec.resourceDir));
  const files = argv.flatMap((item, index) => fileState(index === 0 ? findProgram(item, env) : item));
  const parts = [spec.name, spec.language, argv, spec.env, spec.interruptMode, spec.resourceDir, files];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function findProgram(command: string, env: Readonly<Record<string, string | undefined>>): string {
  if (command.includes("/")) return command;
  for (const folder of (env["PATH"] ?? "").split(":")) {
    const path = join(folder, command);
    if (folder !== "" && statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  }
  return command;
}

function fileState(path: string): (string | number)[] {
  if (!isAbsolute(path)) return [];
  try {
    const real = realpathSync(path);
    const status = statSync(real);
    return status.isFile() ? [real, status.size, status.mtimeMs, packageVersionAbove(real)] : [];
  } catch {
    return [];
  }
}

/** The version in the package.json of the folder that a program's own folder lies in, if it is a Node package's. */
function packageVersionAbove(path: string): string {
  try {
    const text = readFileSync(join(dirname(path), "..", "package.json"), "utf8");
    return String((JSON.parse(text) as { version?: unknown }).version ?? "");
  } catch {
    return "";
  }
}
