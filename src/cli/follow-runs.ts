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
  const { checkSummary, LiveServer, writeSummary } = await import("../runner/index.js");
  const summaries = allValues(parsed, "summary");
  for (const path of summaries) await checkSummary(path);
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

function portOf(text: string): number {
  const port = Number(text || "0");
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new OptionError({ what: "option --live", expected: "a port from 0 to 65535", got: JSON.stringify(text) });
}
