import { type ErrorDetails, ValueFilterError } from "../../core/index.js";

/** Half-open range of characters of a value filter. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An error that shows the line of the filter with carets under the place. */
export function filterError(filter: string, span: Span, details: Omit<ErrorDetails, "excerpt">): ValueFilterError {
  const lineStart = filter.lastIndexOf("\n", span.start - 1) + 1;
  const lineBreak = filter.indexOf("\n", span.start);
  const line = filter.slice(lineStart, lineBreak < 0 ? undefined : lineBreak);
  const from = span.start - lineStart;
  const width = Math.max(1, Math.min(span.end - lineStart, line.length) - from);
  // Tabs stay tabs, so that the carets stand under their characters.
  const indent = line.slice(0, from).replace(/[^\t]/g, " ");
  return new ValueFilterError({
    where: "value filter",
    ...details,
    excerpt: `    ${line}\n    ${indent}${"^".repeat(width)}`,
  });
}
