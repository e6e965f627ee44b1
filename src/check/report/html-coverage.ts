import { escapeHtml } from "../../core/index.js";
import { count } from "../compare/count.js";
import type { CoverageSummary, FileCoverage } from "../v8-coverage/types.js";
import { type CoverageRow, coverageRows, percentText } from "./coverage-rows.js";
import { plainText } from "./verdict-text.js";

/** The coverage as tables: each file with its notebooks, and each notebook over all its files. */
export function htmlCoverage(coverage: CoverageSummary): string {
  const { files, notebooks, total } = coverageRows(coverage);
  const body = files.map((row, i) => line(row, sharesByNotebook(coverage.files[i] as FileCoverage)));
  return `<section class="coverage">
<h2>Coverage</h2>
${table("file", [line(total, ""), ...body])}
${table(
  "notebook",
  notebooks.map((row) => line(row, "")),
)}
</section>`;
}

function table(first: string, rows: readonly string[]): string {
  const heads = [first, "lines", "branches", "functions", "uncovered lines"].map((head) => `<th>${head}</th>`).join("");
  return `<table class="overview"><thead><tr>${heads}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

function line({ name, shares, uncovered }: CoverageRow, more: string): string {
  const cells = shares
    .map((share) => `<td class="time">${percentText(share)} (${share.covered}/${share.total})</td>`)
    .join("");
  return `<tr><td>${escapeHtml(name)}${more}</td>${cells}<td class="lines">${uncovered}</td></tr>`;
}

function sharesByNotebook(file: FileCoverage): string {
  if (file.notebooks.length === 0) return '<p class="quiet">no notebook loaded it</p>';
  const rows = file.notebooks.map(
    (one) => `<li>${escapeHtml(plainText(one.notebook))}: ${percentText(one.lines)} of lines</li>`,
  );
  return `<details class="quiet"><summary>${count(rows.length, "notebook")}</summary><ul>${rows.join("")}</ul></details>`;
}
