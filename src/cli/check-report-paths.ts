import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { OptionError } from "../core/errors.js";
import { lastValue, type ParsedArguments } from "./option-table.js";

const REPORTS = ["junit", "gitlab", "sarif", "markdown", "json", "html"];

/** Throws an `OptionError` for a report that cannot be written, before a long check runs for nothing. */
export async function checkReportPaths(parsed: ParsedArguments): Promise<void> {
  const options = new Map<string, string>();
  for (const name of REPORTS) {
    const path = lastValue(parsed, name);
    if (path === undefined || path.includes("://")) continue;
    const file = resolve(path);
    const other = options.get(file);
    // Devices take several.
    if (other !== undefined && !file.startsWith("/dev/"))
      throw new OptionError({ what: `options --${other} and --${name} name the same file`, where: path });
    options.set(file, name);
    const why = await whyNotWritable(file);
    if (why !== undefined) throw new OptionError({ what: `option --${name}: ${why}`, where: path });
  }
}

async function whyNotWritable(file: string): Promise<string | undefined> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) return "a report is a file, this is a folder";
  if (there !== undefined) return undefined;
  // Folders that are not there are made.
  let folder = dirname(file);
  for (;;) {
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined && !found.isDirectory()) return "a part of the path is a file, no folder";
    if (found !== undefined || folder === dirname(folder)) break;
    folder = dirname(folder);
  }
  const isWritable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return isWritable ? undefined : `nothing can be written into ${folder}`;
}
