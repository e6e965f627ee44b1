import { dirname, relative, resolve, sep } from "node:path";
import { escapeHtml } from "../../core/index.js";
import type { BatchState, RunRow } from "./batch-state.js";
import { PAGE_STYLE } from "./page-style.js";
import { countsText, durationText, secondsOf } from "./run-text.js";

/** The batch as one page that needs nothing else; outputs on disk are linked relative to where the page lies. */
export function summaryHtml(state: BatchState, path: string, now: number = Date.now()): string {
  const took = durationText((now - state.startedAt) / 1000);
  const rows = state.rows.map((row) => rowHtml(row, path, now)).join("\n");
  const heading = `${state.rows.length} runs: ${countsText(state)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(heading)}</title><style>${PAGE_STYLE}</style></head><body>
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(`${new Date(state.startedAt).toISOString()}, ${took}, ${state.jobs} at once, exit code ${state.exitCode}`)}</p>
<table><thead><tr><th>run</th><th>status</th><th class="n">cells</th><th class="n">time</th><th>error</th></tr></thead><tbody>
${rows}
</tbody></table></body></html>
`;
}

function rowHtml(row: RunRow, path: string, now: number): string {
  const seconds = secondsOf(row, now);
  const name = escapeHtml(row.name);
  const link = row.startedAt === null ? undefined : linkTo(row.output, path);
  return [
    `<tr><td class="r">${link === undefined ? name : `<a href="${escapeHtml(link)}">${name}</a>`}</td>`,
    `<td class="s ${row.status}">${row.status}</td>`,
    `<td class="n">${row.cells === null ? "" : `${row.cellsDone}/${row.cells}`}</td>`,
    `<td class="n">${seconds === undefined ? "" : durationText(seconds)}</td>`,
    `<td class="e">${escapeHtml(row.error ?? "")}</td></tr>`,
  ].join("");
}

/** A relative URL of a file; web addresses stay what they are, and nothing else is linked. */
function linkTo(output: string, page: string): string | undefined {
  if (/^https?:\/\//.test(output)) return output;
  if (output.includes("://")) return undefined;
  const steps = relative(dirname(resolve(page)), resolve(output)).split(sep);
  return `./${steps.map(encodeURIComponent).join("/")}`;
}
