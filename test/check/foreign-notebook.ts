import fc from "fast-check";

/** How another program than nbformat may write a notebook. */
export interface ForeignStyle {
  /** What stands for one level; `undefined` for all on one line. */
  readonly indent: string | undefined;
  readonly lineEnd: string;
  /** What stands behind colons, and behind commas on one line. */
  readonly space: string;
  readonly asciiOnly: boolean;
  readonly reversedKeys: boolean;
  readonly textAsString: boolean;
}

export const foreignStyle: fc.Arbitrary<ForeignStyle> = fc.record({
  indent: fc.constantFrom(undefined, "", " ", "  ", "    ", "\t"),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  space: fc.constantFrom(" ", ""),
  asciiOnly: fc.boolean(),
  reversedKeys: fc.boolean(),
  textAsString: fc.boolean(),
});

/** A number as a file spells it. */
class Spelled {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const word = fc.constantFrom("plain", "ü→😀", '"quoted" \\', "a\nb\n", "1.50", "\u2028", "]}, {");
const spelled = fc.constantFrom("1.50", "1e2", "0.10", "-0.0", "3").map((text) => new Spelled(text));

const parts = { kind: fc.constantFrom("stream", "stderr", "display_data", "execute_result"), word, number: spelled };

/** What is in a stored output; `storedOutput` makes one of it that has a number of its own. */
export const outputParts: fc.Arbitrary<OutputParts> = fc.record(parts);

export interface OutputParts {
  readonly kind: string;
  readonly word: string;
  readonly number: Spelled;
}

function storedOutput({ kind, word: some, number }: OutputParts, index: number, style: ForeignStyle): unknown {
  const text = `output ${index}: ${some}`;
  const lines = style.textAsString ? text : text.split(/(?<=\n)/);
  if (kind === "stream" || kind === "stderr")
    return { output_type: "stream", name: kind === "stderr" ? "stderr" : "stdout", text: lines };
  const data = { "text/plain": lines, "application/json": { index, value: number, list: [number, {}, []] } };
  const count = kind === "execute_result" ? { execution_count: 3 } : {};
  return { output_type: kind, metadata: { collapsed: false, 2: some }, data, ...count };
}

/** The text of a notebook in some style; the outputs of each cell are numbered from 0. */
export function foreignNotebook(cells: readonly (readonly OutputParts[])[], style: ForeignStyle): string {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "python3", display_name: "Python ü" } },
    cells: cells.map((outputs, i) => ({
      cell_type: "code",
      id: `c${i}`,
      execution_count: 3,
      source: style.textAsString ? "x = 'ü'\nx" : ["x = 'ü'\n", "x"],
      metadata: {},
      outputs: outputs.map((output, index) => storedOutput(output, index, style)),
    })),
  };
  return written(notebook, 0, style) + style.lineEnd;
}

function written(value: unknown, level: number, style: ForeignStyle): string {
  if (value instanceof Spelled) return value.text;
  if (typeof value !== "object" || value === null) {
    const json = JSON.stringify(value);
    if (!style.asciiOnly) return json;
    return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  }
  const inside = (item: unknown): string => written(item, level + 1, style);
  if (Array.isArray(value)) return group("[", value.map(inside), "]", level, style);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${style.space}${inside(item)}`);
  return group("{", style.reversedKeys ? members.reverse() : members, "}", level, style);
}

function group(open: string, items: readonly string[], close: string, level: number, style: ForeignStyle): string {
  const { indent, lineEnd, space } = style;
  if (items.length === 0) return open + close;
  if (indent === undefined) return open + items.join(`,${space}`) + close;
  const line = (depth: number): string => lineEnd + indent.repeat(depth);
  return open + line(level + 1) + items.join(`,${line(level + 1)}`) + line(level) + close;
}
