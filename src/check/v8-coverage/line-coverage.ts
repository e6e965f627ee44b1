import { readFile } from "node:fs/promises";
import { findSourceMap, SourceMap } from "node:module";
import { dirname, relative, resolve, sep } from "node:path";
import type { FileCoverage } from "../options.js";
import type { ScriptCoverage } from "./read-coverage.js";

interface FileLines {
  /** Lines that hold code, by whether they ran. */
  readonly lines: Map<number, boolean>;
  readonly notebooks: Set<string>;
}

/** Adds up V8's ranges as lines of source files: through the script's source map where it has one. */
export class LineCoverage {
  readonly #folder: string;
  readonly #files = new Map<string, FileLines>();
  readonly #scripts = new Map<string, Promise<Script | undefined>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async add(notebook: string, coverage: ScriptCoverage): Promise<void> {
    if (coverage.path.includes(`${sep}node_modules${sep}`)) return;
    const known = this.#scripts.get(coverage.path) ?? readScript(coverage.path);
    this.#scripts.set(coverage.path, known);
    const script = await known;
    if (script === undefined) return;
    const ran = charactersRun(coverage, script.text.length);
    for (const { offset, path, line } of script.lines) {
      if (!isInside(path, this.#folder)) continue;
      const file = this.#files.get(path) ?? { lines: new Map<number, boolean>(), notebooks: new Set<string>() };
      this.#files.set(path, file);
      const covered = ran[offset] === 1;
      if (covered) file.notebooks.add(notebook);
      file.lines.set(line, covered || file.lines.get(line) === true);
    }
  }

  /** By path, relative to the present folder. */
  files(): FileCoverage[] {
    return [...this.#files]
      .map(([path, { lines, notebooks }]) => ({
        path: relative(process.cwd(), path),
        coveredLines: [...lines.values()].filter(Boolean).length,
        totalLines: lines.size,
        notebooks: [...notebooks].sort(),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

/** A script's text, and for each of its lines that holds code where that stands in the source. */
interface Script {
  readonly text: string;
  readonly lines: readonly { readonly offset: number; readonly path: string; readonly line: number }[];
}

async function readScript(path: string): Promise<Script | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const map = await readSourceMap(path, text);
  const lines: { offset: number; path: string; line: number }[] = [];
  let start = 0;
  for (const [number, content] of text.split("\n").entries()) {
    const column = content.search(/\S/);
    const offset = start + column;
    start += content.length + 1;
    // Brackets alone, and comments, are no code that could run or not.
    if (column < 0 || /^\s*(?:[)\]};,]+|\/\/.*|\/?\*.*)$/.test(content)) continue;
    if (map === undefined) {
      lines.push({ offset, path, line: number + 1 });
      continue;
    }
    const entry = map.findEntry(number, column);
    if (!("originalSource" in entry) || entry.originalLine === undefined) continue;
    lines.push({ offset, path: resolve(dirname(path), entry.originalSource), line: entry.originalLine + 1 });
  }
  return { text, lines };
}

async function readSourceMap(path: string, text: string): Promise<SourceMap | undefined> {
  const name = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text)?.[1];
  if (name === undefined || name.startsWith("data:")) return findSourceMap(path);
  const map = await readFile(resolve(dirname(path), name), "utf8").catch(() => undefined);
  return map === undefined ? undefined : new SourceMap(JSON.parse(map));
}

/** For each character whether it ran. Of ranges that lie in each other the inner one holds: the shorter. */
function charactersRun(coverage: ScriptCoverage, length: number): Uint8Array {
  const ran = new Uint8Array(length);
  const outerFirst = [...coverage.ranges].sort((a, b) => b.endOffset - b.startOffset - (a.endOffset - a.startOffset));
  for (const { startOffset, endOffset, count } of outerFirst) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..");
}
