import { resolve } from "node:path";
import { OptionError } from "../core/errors.js";
import type { BatchState } from "../runner/index.js";
import { allValues } from "./execute-options.js";
import { lastValue, type ParsedArguments } from "./option-table.js";

/** True if somebody wants to follow the runs: on a page, or by a summary. */
export function isFollowed(parsed: ParsedArguments): boolean {
  return parsed.uses.has("live") || parsed.uses.has("summary");
}

/** Runs the work while a page on this machine shows it, if one was asked for; writes the summaries however it ends. */
export async function followRuns<T>(parsed: ParsedArguments, state: BatchState, work: () => Promise<T>): Promise<T> {
  const { checkSummary, LiveServer, summaryPaths, writeSummary } = await import("../runner/index.js");
  const summaries = allValues(parsed, "summary");
  for (const path of summaries) {
    refuseOverwriting(summaryPaths(path), parsed, state);
    await checkSummary(path);
  }
  const live = lastValue(parsed, "live");
  const server = live === undefined ? undefined : await LiveServer.start(state, portOf(live));
  if (server !== undefined) process.stderr.write(`Live page: ${server.url}\n`);
  try {
    return await work();
  } finally {
    await server?.close();
    for (const path of summaries) await writeSummary(state, path);
  }
}

/** Throws if a summary would be written over what the runs read or write: `--sets a.json --summary a` names one file. */
function refuseOverwriting(summaries: readonly string[], parsed: ParsedArguments, state: BatchState): void {
  const named = ["sets", "parameters_file", "resume-input", "stdout-file", "stderr-file"].flatMap((key) =>
    allValues(parsed, key),
  );
  const files = new Set(
    [...named, ...state.rows.flatMap((row) => [row.input, row.output])].map((path) => resolve(path)),
  );
  const path = summaries.find((summary) => files.has(resolve(summary)));
  if (path !== undefined)
    throw new OptionError({ what: "option --summary: the runs read or write this file", where: path });
}

function portOf(text: string): number {
  const port = Number(text || "0");
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new OptionError({ what: "option --live", expected: "a port from 0 to 65535", got: JSON.stringify(text) });
}
