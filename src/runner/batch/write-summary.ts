import { OptionError } from "../../core/index.js";
import { makeFolder } from "../io/make-folder.js";
import { checkWritable, writeText } from "../io/registry.js";
import type { BatchState } from "./batch-state.js";
import { summaryJson } from "./summary.js";
import { summaryHtml } from "./summary-html.js";

/** The files that a summary's path means: by its ending HTML or JSON; `name.{html,json}` and `name` mean both. */
export function summaryPaths(path: string): string[] {
  if (/\.(html?|json)$/i.test(path)) return [path];
  const stem = path.replace(/\.\{(html,json|json,html)\}$/, "");
  if (/\.[A-Za-z0-9]{1,5}$/.test(stem))
    throw new OptionError({ what: "option --summary", expected: "a path that ends in .html or .json", got: path });
  return [`${stem}.html`, `${stem}.json`];
}

/** Throws if a summary surely cannot be written, before hours of work are done. Its folder is made, as those of outputs. */
export async function checkSummary(path: string): Promise<void> {
  for (const file of summaryPaths(path)) {
    await makeFolder(file);
    await checkWritable(file);
  }
}

/** Writes the summary files. */
export async function writeSummary(state: BatchState, path: string): Promise<void> {
  for (const file of summaryPaths(path))
    await writeText(file, /\.json$/i.test(file) ? summaryJson(state) : summaryHtml(state, file));
}
