import type { CellFinding } from "./type-checker.js";

/** "Cannot find name", with and without a suggestion. */
const UNKNOWN_NAME = new Set([2304, 2552]);

/**
 * The name for which alone a cell has errors, if all it lacks are names of cells that have errors themselves: repeating
 * those at every later cell would hide the one place that matters.
 */
export function followUp(findings: readonly CellFinding[], lost: ReadonlySet<string>): string | undefined {
  const names = findings.map(({ code, message }) => {
    const name = /'([^']+)'/.exec(message)?.[1];
    return UNKNOWN_NAME.has(code) && name !== undefined && lost.has(name) ? name : undefined;
  });
  return names.every((name) => name !== undefined) ? names[0] : undefined;
}
