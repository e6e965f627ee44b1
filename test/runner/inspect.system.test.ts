import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { inspectPython } from "../../src/runner/inspect/python.js";
import { PapermillOracle } from "./papermill-oracle.js";
import { ANY_CELL, PLAIN_CELL } from "./python-cells.js";

type Row = readonly [name: string, type: string, initial: string, help: string];

const oracle = new PapermillOracle();
afterAll(() => oracle.close());

const ours = async (source: string): Promise<Row[]> =>
  (await inspectPython(source)).map((p) => [p.name, p.inferredTypeName, p.default, p.help]);

/** What inspect_notebook gives: the last parameter of each name, in the place of the first. */
async function byPapermill(sources: readonly string[]): Promise<Row[][]> {
  const answers = await oracle.ask(sources.map((source) => ({ op: "inspect-cell", source })));
  return answers.map(({ ok }) => [...new Map((ok as Row[]).map((row) => [row[0], row])).values()]);
}

it("reads 600 plain cells as papermill does", async () => {
  const cells = fc.sample(PLAIN_CELL, { numRuns: 600, seed: 11 });
  const theirs = await byPapermill(cells);
  expect(theirs.flat().length).toBeGreaterThan(900);
  for (const [index, cell] of cells.entries()) expect(await ours(cell), JSON.stringify(cell)).toEqual(theirs[index]);
});

it("reads 600 cells of every kind as Python itself does", async () => {
  // The space that line ends leave behind is ours.
  const bare = (rows: readonly Row[]): string[][] =>
    rows.map(([name, type, initial, help]) => [name, ...[type, initial].map((text) => text.replace(/\s/g, "")), help]);
  const cells = fc.sample(ANY_CELL, { numRuns: 600, seed: 12 });
  const answers = await oracle.ask(
    cells.map((source) => ({ op: "declared", source: source.replaceAll("\r\n", "\n") })),
  );
  const valid = cells.flatMap((cell, index) =>
    answers[index]?.ok ? [[cell, answers[index].ok as Row[]] as const] : [],
  );
  expect(valid.length).toBeGreaterThan(550);
  for (const [cell, rows] of valid) expect(bare(await ours(cell)), JSON.stringify(cell)).toEqual(bare(rows));
});

/** What papermill misses, what it makes up, and what we read there. */
const OTHER: readonly (readonly [source: string, theirs: readonly Row[], ours: readonly Row[]])[] = [
  ['a = "x # y"  # h', [["a", "None", '"x', 'y"  # h']], [["a", "None", '"x # y"', "h"]]],
  ["a = 'k=v'", [], [["a", "None", "'k=v'", ""]]],
  ["a = 1  # k=v", [], [["a", "None", "1", "k=v"]]],
  ["a = f(b=1)", [], [["a", "None", "f(b=1)", ""]]],
  [
    "a = f(\n  b=1)",
    [
      ["a", "None", "f(", ""],
      ["b", "None", "1)", ""],
    ],
    [["a", "None", "f(b=1)", ""]],
  ],
  [
    "a = b = 1",
    [],
    [
      ["a", "None", "1", ""],
      ["b", "None", "1", ""],
    ],
  ],
  ["a = 1; print(a)", [["a", "None", "1; print(a)", ""]], [["a", "None", "1", ""]]],
  ["a = 1\nprint(a)", [["a", "None", "1print(a)", ""]], [["a", "None", "1", ""]]],
  ["a = 1 + \\\n  2", [["a", "None", "1 + \\2", ""]], [["a", "None", "1 + 2", ""]]],
  ["a = (x\n  if y else z)", [["a", "None", "(xif y else z)", ""]], [["a", "None", "(x if y else z)", ""]]],
  ["a = ('x'\n  '')", [["a", "None", "('x''')", ""]], [["a", "None", "('x' '')", ""]]],
  ['"""\na = 5\n"""', [["a", "None", '5"""', ""]], []],
  ["if x:\n  a = 1", [["a", "None", "1", ""]], []],
  [
    "try: a = 1\nfinally: b = 2",
    [
      ["try", "a", "1", ""],
      ["finally", "b", "2", ""],
    ],
    [],
  ],
  ["a: int", [], [["a", "int", "", ""]]],
  ["a: int | None = 1", [], [["a", "int | None", "1", ""]]],
  ["a: np.ndarray = 1", [], [["a", "np.ndarray", "1", ""]]],
  ["a: Dict[\n  str, int] = {}", [], [["a", "Dict[str, int]", "{}", ""]]],
  ["a: Literal['b', \"c\"] = 'b'", [], [["a", "Literal['b', \"c\"]", "'b'", ""]]],
  ["a = {}  # type: Dict[str, int] h", [["a", "Dict[str,", "{}", "int] h"]], [["a", "Dict[str, int]", "{}", "h"]]],
];

it("reads what papermill's regular expression cannot", async () => {
  const theirs = await byPapermill(OTHER.map(([source]) => source));
  for (const [index, [source, expected, mine]] of OTHER.entries()) {
    expect(theirs[index], source).toEqual(expected);
    expect(await ours(source), source).toEqual(mine);
  }
});
