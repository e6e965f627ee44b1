import { randomUUID } from "node:crypto";
import type { NotebookVerdict } from "../types.js";
import { type Finding, findings } from "./findings.js";

/** GitHub shows at most 10 errors and 10 warnings of a step as annotations; more would only fill the log. */
const MAX_OF_A_LEVEL = 10;

/** Workflow commands that make GitHub annotate the notebook files, one a line; "" if there is nothing to say. */
export function githubAnnotations(verdicts: readonly NotebookVerdict[]): string {
  const all = findings(verdicts);
  const shown = (["error", "warning"] as const).flatMap((level) => {
    return all.filter((finding) => finding.level === level).slice(0, MAX_OF_A_LEVEL);
  });
  return shown.map((finding) => `${command(finding)}\n`).join("");
}

/** What a log in which notebooks speak is put between, so that nothing that they show is taken for a workflow command. */
export interface CommandGuard {
  readonly stop: string;
  readonly resume: string;
}

/** A guard with a word that no notebook can know. */
export function commandGuard(): CommandGuard {
  const word = randomUUID();
  return { stop: `::stop-commands::${word}\n`, resume: `::${word}::\n` };
}

function command({ level, path, line, title, message }: Finding): string {
  const properties = { file: path, line: String(line), title };
  const text = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(value)}`)
    .join(",");
  return `::${level} ${text}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
