import type { NotebookVerdict } from "../types.js";
import { findings } from "./findings.js";

/** A code quality report for GitLab. */
export function gitlabReport(verdicts: readonly NotebookVerdict[]): string {
  const seen = new Map<string, number>();
  const issues = findings(verdicts).map(({ rule, level, path, line, title, message, fingerprint }) => {
    // GitLab drops issues whose fingerprint it has seen.
    const count = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, count + 1);
    return {
      description: `${title}: ${message}`,
      check_name: rule,
      fingerprint: count === 0 ? fingerprint : `${fingerprint}-${count}`,
      severity: level === "error" ? "major" : "minor",
      location: { path, lines: { begin: line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
