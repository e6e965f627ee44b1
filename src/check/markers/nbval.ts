import { type Cell, type JsonValue, splitLines } from "../../nbformat/index.js";

/** What nbval's markers set. `check` undefined: the mode decides (strict checks, lax does not). */
export interface NbvalOptions {
  readonly check?: boolean;
  readonly checkException?: boolean;
  readonly skip?: boolean;
}

type Marker = readonly ["check" | "check_exception" | "skip", boolean];

const COMMENT_MARKERS: ReadonlyMap<string, Marker> = new Map<string, Marker>([
  ["PYTEST_VALIDATE_IGNORE_OUTPUT", ["check", false]],
  ["NBVAL_IGNORE_OUTPUT", ["check", false]],
  ["NBVAL_CHECK_OUTPUT", ["check", true]],
  ["NBVAL_RAISES_EXCEPTION", ["check_exception", true]],
  ["NBVAL_SKIP", ["skip", true]],
]);

// nbval takes the same names as tags, in lower case with dashes, and Jupyter's own tag.
const TAG_MARKERS: ReadonlyMap<string, Marker> = new Map<string, Marker>([
  ...[...COMMENT_MARKERS].map(([name, marker]): [string, Marker] => [name.toLowerCase().replaceAll("_", "-"), marker]),
  ["raises-exception", ["check_exception", true]],
]);

/** nbval's options of a cell. A comment beats a tag; the last of conflicting markers holds; each conflict warns. */
export function nbvalOptions(cell: Cell): { readonly options: NbvalOptions; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const tags = readTags(cell.metadata["tags"], warnings);
  const fromTags = collect(tags, TAG_MARKERS, "metadata tags", warnings);
  const fromComments = collect(comments(cell.source), COMMENT_MARKERS, "comment markers", warnings);
  const overlap = [...fromComments.keys()].filter((type) => fromTags.has(type));
  if (overlap.length > 0)
    warnings.push(`Overlapping options from comments and tags, the comments hold: ${overlap.join(", ")}`);
  const merged = new Map([...fromTags, ...fromComments]);
  const check = merged.get("check");
  return {
    options: {
      ...(check === undefined ? {} : { check }),
      checkException: merged.get("check_exception") ?? false,
      skip: merged.get("skip") ?? false,
    },
    warnings,
  };
}

function readTags(tags: JsonValue | undefined, warnings: string[]): string[] {
  if (tags === undefined || tags === null) return [];
  if (Array.isArray(tags)) return tags.filter((tag): tag is string => typeof tag === "string");
  warnings.push("The cell's tags are not a list, they are ignored");
  return [];
}

// A line that is nothing but `# MARKER`, or `// MARKER` for TypeScript and its like.
function* comments(source: string): Iterable<string> {
  if (!source.includes("NBVAL_") && !source.includes("PYTEST_VALIDATE_")) return;
  for (const line of splitLines(source)) {
    const match = /^(?:#+|\/\/+)(.*)$/s.exec(stripped(line));
    if (match !== null) yield stripped(match[1] as string);
  }
}

// White space as Python's `str.strip` knows it: the separators FS to US and NEL are some, the byte order mark is none.
function stripped(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isPythonSpace(text.charAt(start))) start++;
  while (start < end && isPythonSpace(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function isPythonSpace(character: string): boolean {
  const code = character.charCodeAt(0);
  if ((code >= 0x1c && code <= 0x1f) || code === 0x85) return true;
  return code !== 0xfeff && /\s/.test(character);
}

function collect(
  names: Iterable<string>,
  markers: ReadonlyMap<string, Marker>,
  kind: string,
  warnings: string[],
): Map<Marker[0], boolean> {
  const found = new Map<Marker[0], string>();
  const values = new Map<Marker[0], boolean>();
  for (const name of names) {
    const marker = markers.get(name);
    if (marker === undefined) continue;
    const earlier = found.get(marker[0]);
    if (earlier !== undefined) warnings.push(`Conflicting ${kind} found, the last holds: ${earlier} and ${name}`);
    found.set(marker[0], name);
    values.set(marker[0], marker[1]);
  }
  return values;
}
