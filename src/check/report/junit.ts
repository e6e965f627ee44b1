import { hostname } from "node:os";
import { failedToRun } from "../exit-code.js";
import type { CellVerdict, NotebookVerdict } from "../types.js";
import { cellName, cellSummary, differenceText, notebookName, plainText } from "./verdict-text.js";

/**
 * A JUnit XML report: a suite for each notebook, a case for each cell, with nbval's names. It is valid by Jenkins' schema and
 * by the strict one of Ant, which allows no totals of all suites and no texts in cases but their failure.
 */
export function junitReport(verdicts: readonly NotebookVerdict[]): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    "<testsuites>",
    ...verdicts.map((verdict, index) => suite(verdict, index)),
    "</testsuites>",
    "",
  ].join("\n");
}

function count(verdicts: readonly NotebookVerdict[], test: (cell: CellVerdict) => boolean): number {
  return verdicts.reduce((sum, verdict) => sum + verdict.cells.filter(test).length, 0);
}

function suite(verdict: NotebookVerdict, index: number): string {
  const name = escapeXml(notebookName(verdict));
  const cases = casesOf(verdict);
  const failures = count([verdict], (cell) => cell.status === "failed" && !failedToRun(cell));
  const errors = count([verdict], failedToRun) + (verdict.error === undefined ? 0 : 1);
  const skipped = count([verdict], isSkipped) + (verdict.notRun === undefined ? 0 : 1);
  const attributes = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
  const run = `time="${verdict.durationSeconds.toFixed(3)}" timestamp="${timestamp()}" hostname="${escapeXml(hostname())}"`;
  const warnings = verdict.cells.flatMap((cell) => cell.warnings.map((text) => `${cellName(cell)}: ${text}`));
  return [
    `<testsuite id="${index}" package="${name}" name="${name}" ${attributes} ${run}>`,
    "<properties/>",
    ...cases,
    "<system-out/>",
    `<system-err>${escapeXml(warnings.join("\n"))}</system-err>`,
    "</testsuite>",
  ].join("\n");
}

function casesOf(verdict: NotebookVerdict): string[] {
  const className = escapeXml(notebookName(verdict));
  const cases = verdict.cells.map((cell) => cellCase(className, cell));
  // What is wrong with the notebook as a whole needs a case of its own: programs count cases, not suites.
  if (verdict.error !== undefined) {
    const body = `<error type="NotebookError" message="${escapeXml(firstLine(verdict.error))}">${escapeXml(verdict.error)}</error>`;
    cases.unshift(`<testcase classname="${className}" name="notebook" time="0.000">${body}</testcase>`);
  }
  if (verdict.notRun !== undefined) {
    const body = `<skipped message="${escapeXml(verdict.notRun)}"/>`;
    cases.push(`<testcase classname="${className}" name="notebook" time="0.000">${body}</testcase>`);
  }
  return cases;
}

function isSkipped(cell: CellVerdict): boolean {
  return cell.status === "skipped" || cell.status === "not-run";
}

function cellCase(className: string, cell: CellVerdict): string {
  const open = `<testcase classname="${className}" name="${cellName(cell)}" time="${cell.durationSeconds.toFixed(3)}">`;
  return `${open}${body(cell)}</testcase>`;
}

function body(cell: CellVerdict): string {
  const message = escapeXml(firstLine(cellSummary(cell)));
  if (isSkipped(cell)) return `<skipped message="${escapeXml(firstLine(cell.reason ?? cell.status))}"/>`;
  if (cell.status !== "failed") return "";
  if (failedToRun(cell)) {
    const text = [cell.reason ?? "", ...(cell.traceback ?? [])].join("\n");
    return `<error type="CellFailed" message="${message}">${escapeXml(text)}</error>`;
  }
  const text = cell.differences
    .map((difference) => {
      const { stored, got } = difference;
      const values = stored === got ? "" : `\n--- stored\n${stored}\n+++ got\n${got}`;
      return `${differenceText(difference)}${values}`;
    })
    .join("\n\n");
  return `<failure type="OutputDiffers" message="${message}">${escapeXml(text)}</failure>`;
}

/** The present time as the strict schema wants it: without parts of seconds and without a zone. */
function timestamp(): string {
  return new Date().toISOString().slice(0, 19);
}

function firstLine(text: string): string {
  return plainText(text).split("\n")[0] ?? "";
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for XML 1.0: escaped, without the characters that the format cannot hold even as entities. */
export function escapeXml(text: string): string {
  return plainText(text)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
    .replace(/[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
