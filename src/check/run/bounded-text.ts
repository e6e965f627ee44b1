/** How many characters of a reason, a warning or an error a verdict keeps: kernels and files may say megabytes. */
const MAX_REASON = 4_000;
const MAX_TRACEBACK_LINES = 200;
const MAX_TRACEBACK_LINE = 1_000;
const MAX_SOURCE = 4_000;
const MAX_ID = 200;

/** Why something is as it is, as verdicts keep it. */
export function boundedReason(text: string): string {
  return cut(text, MAX_REASON);
}

/** The last lines of a traceback, as verdicts keep them. */
export function boundedTraceback(lines: readonly string[]): string[] {
  return lines.slice(-MAX_TRACEBACK_LINES).map((line) => cut(line, MAX_TRACEBACK_LINE));
}

/** A cell's code, as verdicts keep it. */
export function boundedSource(source: string): string {
  return source.slice(0, MAX_SOURCE);
}

/** A cell's id; what is no text is none. */
export function boundedId(id: unknown): string | undefined {
  return typeof id === "string" ? cut(id, MAX_ID) : undefined;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
