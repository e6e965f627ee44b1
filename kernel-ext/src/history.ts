/** One entry of a history reply: session, line, and the input or input with output. */
export type HistoryEntry = [session: number, line: number, input: string | [string, string | null]];

interface Remembered {
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
}

/** The inputs of this kernel's life; nothing is kept on disk, so the session is always 0. */
export class CellHistory {
  readonly #entries: Remembered[] = [];

  add(line: number, input: string, output: string | null): void {
    this.#entries.push({ line, input, output });
  }

  /** Answers a history_request of type tail, range or search (with `*` and `?` as wildcards). */
  query(request: Readonly<Record<string, unknown>>): HistoryEntry[] {
    const withOutput = request["output"] === true;
    return this.#select(request).map(({ line, input, output }) => [0, line, withOutput ? [input, output] : input]);
  }

  #select(request: Readonly<Record<string, unknown>>): Remembered[] {
    const limit = typeof request["n"] === "number" && request["n"] > 0 ? request["n"] : undefined;
    const last = (entries: Remembered[]): Remembered[] => (limit === undefined ? entries : entries.slice(-limit));
    switch (request["hist_access_type"]) {
      case "range": {
        if (typeof request["session"] === "number" && request["session"] !== 0) return []; // an earlier session
        const start = typeof request["start"] === "number" ? request["start"] : 0;
        const stop = typeof request["stop"] === "number" ? request["stop"] : Number.POSITIVE_INFINITY;
        return this.#entries.filter((entry) => entry.line >= start && entry.line < stop);
      }
      case "search": {
        const pattern = wildcard(String(request["pattern"] ?? "*"));
        const found = this.#entries.filter((entry) => pattern.test(entry.input));
        return last(request["unique"] === true ? uniqueByInput(found) : found);
      }
      default:
        return last(this.#entries);
    }
  }
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}

function uniqueByInput(entries: readonly Remembered[]): Remembered[] {
  return [...new Map(entries.map((entry) => [entry.input, entry])).values()];
}
