import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stripText } from "../../src/check/index.js";
import { command, stripOptions } from "../../src/cli/commands/strip.js";
import { parseArguments } from "../../src/cli/option-table.js";

interface Case {
  readonly notebook: string;
  readonly arguments: readonly string[];
  readonly stripped?: string;
}

/** What nbstripout 0.8.1 made of notebooks; test/oracle/golden/strip.py wrote it. */
const golden: { readonly notebooks: Readonly<Record<string, string>>; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("../golden/check/strip.json", import.meta.url), "utf8"),
);

function strip(text: string, args: readonly string[]): string {
  return stripText(text, "n.ipynb", stripOptions(parseArguments(args, command.options)));
}

const stripped = golden.cases.flatMap((one) =>
  one.stripped === undefined ? [] : [{ ...one, name: [one.notebook, ...one.arguments].join(" "), text: one.stripped }],
);

interface Cells {
  readonly cells: readonly { readonly id: string; readonly metadata: Readonly<Record<string, unknown>> }[];
}

function both(name: string): { readonly input: Cells; readonly theirs: Cells; readonly ours: Cells } {
  const one = stripped.find((other) => other.name === name);
  if (one === undefined) throw new Error(`no answer for ${name}`);
  const input = golden.notebooks[one.notebook] as string;
  return { input: JSON.parse(input), theirs: JSON.parse(one.text), ours: JSON.parse(strip(input, one.arguments)) };
}

describe("nbstripout's answers", () => {
  it.each(stripped.filter((one) => one.arguments.includes("--keep-id")))("are ours to the byte: $name", (one) => {
    const input = golden.notebooks[one.notebook] as string;
    const ours = strip(input, one.arguments);
    // What has nothing to remove stays as it was written.
    if (ours === input) expect(JSON.parse(ours)).toEqual(JSON.parse(one.text));
    else expect(ours).toBe(one.text);
    expect(strip(one.text, one.arguments)).toBe(one.text);
  });

  it.each(["markers", "records --drop-empty-cells"])("are ours but for ids, which ours leaves: %s", (name) => {
    const { input, theirs, ours } = both(name);
    const known = input.cells.map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining(ours.cells.map(({ id }) => id)));
    expect(theirs.cells.map(({ id }) => id)).toEqual(theirs.cells.map((_cell, index) => String(index)));
    expect(ours).toEqual({
      ...theirs,
      cells: theirs.cells.map((cell, index) => ({ ...cell, id: ours.cells[index]?.id })),
    });
  });

  it("drop cells with the last of several tags, ours with any", () => {
    const { input, theirs, ours } = both("records --drop-tagged-cells remove later");
    expect(theirs.cells.length).toBe(input.cells.length - 1);
    expect(ours.cells.length).toBe(input.cells.length - 2);
    expect(ours.cells.flatMap(({ metadata }) => metadata["tags"])).not.toEqual(
      expect.arrayContaining([expect.stringMatching("remove|later")]),
    );
  });

  it("is an error where metadata and tags contradict each other, in ours with the place", () => {
    expect(golden.cases.filter((one) => one.stripped === undefined).map((one) => one.notebook)).toEqual([
      "contradiction",
    ]);
    expect(() => strip(golden.notebooks["contradiction"] as string, [])).toThrow(
      "n.ipynb: cell 2: the cell's metadata says keep_output: false, and its tag keep_output the contrary",
    );
  });
});
