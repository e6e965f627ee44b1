import { escapeHtml } from "../../core/index.js";
import { cellFailed, hasFailed } from "../run/has-failed.js";
import type { CellVerdict, Difference, NotebookVerdict } from "../types.js";
import type { CoverageSummary } from "../v8-coverage/types.js";
import { htmlCoverage } from "./html-coverage.js";
import { HTML_STYLE } from "./html-style.js";
import { type MarkedText, markDifference } from "./mark-difference.js";
import { cellName, countsText, countVerdicts, notebookName, plainText, totalsText } from "./verdict-text.js";

/** Characters of a text that are shown. */
const MAX_TEXT = 20_000;

/**
 * The check as one page without scripts and without anything from elsewhere, which its content policy forbids as well:
 * what notebooks show is text or a picture in it, never markup.
 */
export function htmlReport(verdicts: readonly NotebookVerdict[], coverage?: CoverageSummary): string {
  const counts = countVerdicts(verdicts);
  const failed = verdicts.some(hasFailed);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Notebook checks ${failed ? "failed" : "passed"}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<header class="${failed ? "failed" : "passed"}">
<h1>Notebook checks ${failed ? "failed" : "passed"}</h1>
<p>${text(totalsText(counts))}</p>
</header>
<main>
${overview(verdicts)}${coverage === undefined ? "" : `\n${htmlCoverage(coverage)}`}
${verdicts.map(notebookSection).join("\n")}
</main>
</body>
</html>
`;
}

function overview(verdicts: readonly NotebookVerdict[]): string {
  const rows = verdicts.map((verdict, i) => {
    const state = stateOf(verdict);
    const strip = verdict.cells
      .map((cell) => `<span class="dot ${cell.status}" title="${text(`${cellName(cell)}: ${cell.status}`)}"></span>`)
      .join("");
    return `<tr class="${state}"><td><a href="#n${i}">${text(notebookName(verdict))}</a></td><td class="dots">${strip}</td><td>${text(countsText(countVerdicts([verdict])))}</td><td class="time">${verdict.durationSeconds.toFixed(2)} s</td></tr>`;
  });
  return `<table class="overview"><thead><tr><th>notebook</th><th>cells</th><th>result</th><th>time</th></tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

function stateOf(verdict: NotebookVerdict): string {
  return hasFailed(verdict) ? "failed" : verdict.notRun === undefined ? "passed" : "not-run";
}

function notebookSection(verdict: NotebookVerdict, index: number): string {
  const cells = verdict.cells.filter((cell) => cell.status !== "passed" || cell.warnings.length > 0);
  const error = verdict.error === undefined ? "" : `<pre class="error">${text(verdict.error)}</pre>`;
  const body =
    cells.length === 0 && error === ""
      ? `<p class="quiet">${text(verdict.notRun === undefined ? "All cells passed." : `Not run: ${verdict.notRun}.`)}</p>`
      : cells.map(cellSection).join("\n");
  return `<section id="n${index}" class="${stateOf(verdict)}">
<h2>${text(notebookName(verdict))}</h2>
${error}${body}
</section>`;
}

function cellSection(cell: CellVerdict): string {
  const id = cell.id === undefined ? "" : ` <code>${text(cell.id)}</code>`;
  const reason = cell.reason === undefined ? "" : `<p class="reason">${text(cell.reason)}</p>`;
  const warnings = cell.warnings.map((warning) => `<p class="warning">${text(warning)}</p>`).join("");
  const traceback = cell.traceback === undefined ? "" : `<pre class="error">${text(cell.traceback.join("\n"))}</pre>`;
  const differences = cell.differences.map(differenceSection).join("\n");
  return `<details class="cell ${cell.status}"${cellFailed(cell) || cell.status === "updated" ? " open" : ""}>
<summary><b>${cellName(cell)}</b>${id} <span class="badge ${cell.status}">${text(cell.status.replace("-", " "))}</span> <span class="quiet">line ${cell.reportLine}, ${cell.durationSeconds.toFixed(2)} s${cell.attempts > 1 ? `, ${cell.attempts} attempts` : ""}</span></summary>
<pre class="source">${text(cell.source)}</pre>
${reason}${warnings}${traceback}${differences}
</details>`;
}

function differenceSection(difference: Difference): string {
  const where = difference.where === undefined ? "" : ` <span class="where">${text(difference.where)}</span>`;
  const hint = difference.hint === undefined ? "" : `<p class="quiet">${text(difference.hint)}</p>`;
  const head = `<h3><code>${text(difference.key)}</code>${where}</h3><p>${text(difference.message)}</p>${hint}`;
  if (difference.pictures !== undefined) return `<div class="difference">${head}${pictures(difference.pictures)}</div>`;
  if (difference.stored === difference.got) return `<div class="difference">${head}</div>`;
  const [stored, got] = markDifference(plainText(difference.stored), plainText(difference.got)).map(markedText);
  return `<div class="difference">${head}<div class="sides"><figure><figcaption>stored</figcaption><pre class="stored">${stored}</pre></figure><figure><figcaption>got</figcaption><pre class="got">${got}</pre></figure></div></div>`;
}

// A text of which all differs is not marked: there is nothing to find.
function markedText({ before, changed, after }: MarkedText): string {
  const mark = changed === "" || before + after === "" ? text(changed) : `<mark>${text(changed)}</mark>`;
  return `${text(before)}${mark}${text(after)}`;
}

function pictures({ stored, got, difference }: NonNullable<Difference["pictures"]>): string {
  const images = [
    { caption: "stored", bytes: stored },
    { caption: "got", bytes: got },
    ...(difference === undefined ? [] : [{ caption: "difference", bytes: difference }]),
  ];
  const figures = images.map(({ caption, bytes }) => {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    return `<figure><figcaption>${caption}</figcaption><img alt="${caption}" src="data:${mediaType(bytes)};base64,${data}"></figure>`;
  });
  return `<div class="sides pictures">${figures.join("")}</div>`;
}

function mediaType(bytes: Uint8Array): string {
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? "image/jpeg" : "image/png";
}

function text(value: string): string {
  const plain = plainText(value);
  return escapeHtml(plain.length <= MAX_TEXT ? plain : `${plain.slice(0, MAX_TEXT)}…`);
}
