import { cellFailed, hasFailed } from "../run/has-failed.js";
import type { CellVerdict, Difference, NotebookVerdict } from "../types.js";
import type { CoverageSummary } from "../v8-coverage/types.js";
import { type CoverageRow, coverageRows, percentText } from "./coverage-rows.js";
import { cellName, cellSummary, countVerdicts, notebookName, plainText, totalsText } from "./verdict-text.js";

/** Characters of a value that are shown. */
const MAX_VALUE = 2_000;
/** Characters of numbers of lines that are shown. */
const MAX_UNCOVERED = 60;

/** The check as Markdown: a table of notebooks, the coverage, and what is wrong. Cut behind about `maxCharacters`. */
export function markdownReport(
  verdicts: readonly NotebookVerdict[],
  coverage?: CoverageSummary,
  maxCharacters = 900_000,
): string {
  const counts = countVerdicts(verdicts);
  const parts = [
    `## Notebook checks: ${verdicts.some(hasFailed) ? "failed" : "passed"}\n`,
    `${totalsText(counts)}.\n`,
    table(verdicts),
    ...(coverage === undefined ? [] : [coverageSection(coverage)]),
  ];
  let length = parts.join("\n").length;
  for (const section of verdicts.flatMap(sections)) {
    length += section.length;
    if (length > maxCharacters) {
      parts.push("\n_More was found than fits here._\n");
      break;
    }
    parts.push(section);
  }
  return parts.join("\n");
}

function table(verdicts: readonly NotebookVerdict[]): string {
  const rows = verdicts.map((verdict) => {
    const { byStatus } = countVerdicts([verdict]);
    const word = hasFailed(verdict) ? "❌" : verdict.notRun === undefined ? "✅" : "⏭️";
    const numbers = [byStatus.passed, byStatus.failed, byStatus.updated, byStatus.skipped + byStatus["not-run"]];
    return `| ${word} ${inline(notebookName(verdict))} | ${numbers.join(" | ")} | ${verdict.durationSeconds.toFixed(1)} s |`;
  });
  const head = "| notebook | passed | failed | updated | skipped or not run | time |\n|---|--:|--:|--:|--:|--:|";
  return `${head}\n${rows.join("\n")}\n`;
}

function coverageSection(coverage: CoverageSummary): string {
  const { files, notebooks, total } = coverageRows(coverage);
  const line = ({ name, shares, uncovered }: CoverageRow, label = inline(name)): string => {
    const cells = shares.map((share) => `${percentText(share)} (${share.covered}/${share.total})`);
    const cut = uncovered.length <= MAX_UNCOVERED ? uncovered : `${uncovered.slice(0, MAX_UNCOVERED - 1)}…`;
    return `| ${[label, ...cells, cut].join(" | ")} |`;
  };
  const head = "| coverage | lines | branches | functions | uncovered lines |\n|---|--:|--:|--:|---|";
  const rows = [...files, ...notebooks].map((row) => line(row));
  return `${[head, line(total, "**total**"), ...rows].join("\n")}\n`;
}

function sections(verdict: NotebookVerdict): string[] {
  const cells = verdict.cells.filter((cell) => cellFailed(cell) || cell.warnings.length > 0);
  if (verdict.error === undefined && cells.length === 0) return [];
  const head = `### ${inline(notebookName(verdict))}\n`;
  const error = verdict.error === undefined ? [] : [fence(verdict.error, "")];
  return [head, ...error, ...cells.map((cell) => cellSection(cell))];
}

function cellSection(cell: CellVerdict): string {
  const id = cell.id === undefined ? "" : ` ${inline(cell.id)}`;
  const lines = [`**${cellName(cell)}**${id}, line ${cell.reportLine}: ${cell.status}`];
  if (cell.differences.length === 0 && cellFailed(cell))
    lines.push(`: ${inline(cellSummary(cell).split("\n")[0] ?? "")}`);
  const parts = [`${lines.join("")}\n`];
  for (const warning of cell.warnings) parts.push(`> ⚠️ ${inline(warning)}\n`);
  if (cell.traceback !== undefined) parts.push(fence(cell.traceback.join("\n"), ""));
  for (const difference of cell.differences) parts.push(differenceSection(difference));
  return parts.join("\n");
}

function differenceSection({ key, where, message, hint, stored, got }: Difference): string {
  const place = where === undefined ? key : `${key}, ${where}`;
  const more = hint === undefined ? "" : ` (${inline(hint)})`;
  const head = `${inline(place)}: ${escapeText(message)}${more}\n`;
  if (stored === got) return head;
  const minus = prefixed("-", stored);
  const plus = prefixed("+", got);
  return `${head}\n${fence([minus, plus].filter((text) => text !== "").join("\n"), "diff")}`;
}

function prefixed(sign: string, text: string): string {
  if (text === "") return "";
  return plainText(cut(text))
    .split("\n")
    .map((line) => `${sign} ${line}`)
    .join("\n");
}

/** A code block whose fence is longer than any run of backticks in it. */
function fence(text: string, language: string): string {
  const body = plainText(cut(text));
  const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${body}\n${marks}\n`;
}

/** Inline code. What would end it, or the cell of a table that it stands in, is written as entities, which steer nothing. */
function inline(text: string): string {
  const body = plainText(text).replace(/\s+/g, " ");
  if (body !== "" && !/[`|]/.test(body)) return `\`${body}\``;
  const escaped = body.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${escaped}</code>`;
}

function escapeText(text: string): string {
  return plainText(text)
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]<>#|~@!]|:(?=\/\/)|(?<=\bwww)\./gi, (character) => `\\${character}`);
}

function cut(text: string): string {
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}…`;
}
