import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { NotebookVerdict } from "../types.js";
import { FINDING_RULES, findings } from "./findings.js";

/** A SARIF 2.1.0 log, for GitHub's code scanning and others. `version` is that of this package. */
export function sarifReport(verdicts: readonly NotebookVerdict[], version: string): string {
  const rules = Object.entries(FINDING_RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  const results = findings(verdicts).map(({ rule, level, path, line, title, message, fingerprint }) => ({
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level,
    message: { text: `${title}: ${message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: { startLine: line } } }],
    partialFingerprints: { "cellmillFinding/v1": fingerprint },
  }));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "cellmill check", version, rules } }, columnKind: "utf16CodeUnits", results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A relative URI for a relative path, as code scanning wants it. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  // Half of a surrogate pair, which file names of Windows may hold, has no encoding.
  const encodable = Buffer.from(path).toString();
  return encodable.split("/").map(encodeURIComponent).join("/");
}
