import { createHash } from "node:crypto";
import { failedToRun } from "../exit-code.js";
import type { CellVerdict, NotebookVerdict } from "../types.js";
import { cellName, differenceText, plainText, repositoryPath } from "./verdict-text.js";

/** Kinds of findings, as reports name them. */
export type FindingRule = "notebook-error" | "cell-failed" | "output-differs" | "cell-warning";

export const FINDING_RULES: Readonly<Record<FindingRule, string>> = {
  "notebook-error": "The notebook could not be checked.",
  "cell-failed": "A cell failed while it ran or was compiled.",
  "output-differs": "A cell shows something else than the file has.",
  "cell-warning": "A cell passed, but something about it needs attention.",
};

/** One thing to show at one place of a notebook file. */
export interface Finding {
  readonly rule: FindingRule;
  readonly level: "error" | "warning";
  readonly path: string;
  readonly line: number;
  /** `Cell 3`, or the notebook's name. */
  readonly title: string;
  readonly message: string;
  /** The same for the same finding in another run, whatever moved around it. */
  readonly fingerprint: string;
}

/** All findings of a check in the order of notebooks and cells. */
export function findings(verdicts: readonly NotebookVerdict[]): Finding[] {
  return verdicts.flatMap((verdict) => {
    const found: Finding[] = [];
    if (verdict.error !== undefined)
      found.push(finding(verdict, undefined, "notebook-error", "error", verdict.error, ""));
    for (const cell of verdict.cells) found.push(...cellFindings(verdict, cell));
    return found;
  });
}

function cellFindings(verdict: NotebookVerdict, cell: CellVerdict): Finding[] {
  const warnings = cell.warnings.map((text) => finding(verdict, cell, "cell-warning", "warning", text, text));
  if (cell.status !== "failed") return warnings;
  if (failedToRun(cell)) {
    return [finding(verdict, cell, "cell-failed", "error", cell.reason ?? "the cell failed", ""), ...warnings];
  }
  const differences = cell.differences.map((difference) => {
    const { key, where, stored, got, line } = difference;
    const place = where === undefined ? key : `${key}, ${where}`;
    const text = `${differenceText(difference)}${stored === got ? "" : `\nstored: ${stored}\ngot:    ${got}`}`;
    return {
      ...finding(verdict, cell, "output-differs", "error", text, place),
      ...(line === undefined ? {} : { line }),
    };
  });
  return [...differences, ...warnings];
}

function finding(
  verdict: NotebookVerdict,
  cell: CellVerdict | undefined,
  rule: FindingRule,
  level: Finding["level"],
  message: string,
  detail: string,
): Finding {
  const path = repositoryPath(verdict.path);
  const parameters = verdict.parametersFile === undefined ? "" : ` (${repositoryPath(verdict.parametersFile)})`;
  const identity = [path, parameters, cell?.id ?? cell?.number ?? "", rule, detail].join("\n");
  return {
    rule,
    level,
    path,
    line: cell?.reportLine ?? 1,
    title: `${cell === undefined ? path : cellName(cell)}${parameters}`,
    message: plainText(message),
    fingerprint: createHash("sha256").update(identity).digest("hex").slice(0, 40),
  };
}
