import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type JsonValue, type Output, writeJson } from "../../../src/nbformat/index.js";
import { oraclePython } from "../../oracle/python.js";

export type NbvalCase =
  | { readonly kind: "compare"; readonly stored: Output[]; readonly got: Output[]; readonly sanitize?: string }
  | { readonly kind: "markers"; readonly source: string; readonly metadata: JsonValue }
  | { readonly kind: "sanitize"; readonly sanitize: string; readonly text: string };

const SCRIPT = fileURLToPath(new URL("../../oracle/nbval_compare.py", import.meta.url));

/** What nbval's own functions answer to the cases, in one Python process. */
export function askNbval(cases: readonly NbvalCase[]): unknown[] {
  // Our writer knows NaN and whole floats, as Python's reader does.
  const input = writeJson(cases as unknown as JsonValue);
  const output = execFileSync(oraclePython(), [SCRIPT], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  return JSON.parse(output) as unknown[];
}
