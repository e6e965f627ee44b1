import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { readJson, readNotebook, validateNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { PapermillOracle } from "../runner/papermill-oracle.js";
import { notebookText } from "./arbitrary-notebook.js";
import { oddNotebookText } from "./arbitrary-odd-notebook.js";
import { oldNotebookText } from "./arbitrary-old-notebook.js";

const oracle = new PapermillOracle();
afterAll(() => oracle.close());

it("writes 2,000 random notebooks byte for byte as Python's nbformat does", async () => {
  const texts = fc.sample(notebookText, { numRuns: 2000, seed: 3 });
  const answers = await oracle.ask(texts.map((text) => ({ op: "roundtrip", text })));
  const wrong = texts.flatMap((text, index) => {
    const ours = writeNotebook(readNotebook(text, { upgrade: false }));
    return ours === answers[index]?.ok ? [] : [{ text, ours, nbformat: answers[index] }];
  });
  expect(wrong.length, JSON.stringify(wrong.slice(0, 2), null, 1)).toBe(0);
});

it.each([1, 2, 3])(
  "brings 700 random notebooks of format %i to 4.5 byte for byte as nbformat does",
  async (version) => {
    const texts = fc.sample(oldNotebookText(version), { numRuns: 700, seed: version });
    const answers = await oracle.ask(texts.map((text) => ({ op: "upgrade", text })));
    const wrong = texts.flatMap((text, index) => {
      const ours = writeNotebook(readNotebook(text));
      return withoutIds(ours) === withoutIds(answers[index]?.ok) ? [] : [{ text, ours, nbformat: answers[index] }];
    });
    expect(wrong.length, JSON.stringify(wrong.slice(0, 1), null, 1)).toBe(0);
  },
);

it("judges 2,000 damaged notebooks valid or not as Python's nbformat does", async () => {
  const texts = fc
    .sample(fc.tuple(notebookText, fc.array(damage, { maxLength: 2 })), { numRuns: 2000, seed: 5 })
    .map(([text, damages]) => damages.reduce((damaged, [from, to]) => damaged.replace(from, to), text));
  const answers = await oracle.ask(texts.map((text) => ({ op: "valid", text })));
  const wrong = texts.flatMap((text, index) => {
    const problems = validateNotebook(readJson(text));
    return (problems.length === 0) === answers[index]?.ok ? [] : [{ text, problems, nbformat: answers[index] }];
  });
  expect(wrong.length, JSON.stringify(wrong.slice(0, 3), null, 1)).toBe(0);
  const invalid = answers.filter((answer) => answer.ok === false).length;
  expect(invalid).toBeGreaterThan(500);
});

// Ids are random there.
function withoutIds(text: unknown): string {
  return String(text).replaceAll(/^ {3}"id": "[^"]+",\n/gm, "");
}

describe("2,000 notebooks of 4.0 to 4.99 with anything that such a file may hold, some of it wrong", () => {
  const texts = fc.sample(oddNotebookText, { numRuns: 2000, seed: 12 });
  const isValid = (text: string): boolean => validateNotebook(readJson(text)).length === 0;

  it("are judged valid or not as nbformat judges them", async () => {
    const answers = await oracle.ask(texts.map((text) => ({ op: "valid", text })));
    // What nbformat's validator stumbles over is not valid either.
    const wrong = texts.filter((text, index) => isValid(text) !== (answers[index]?.ok ?? false));
    expect(wrong.length, wrong.slice(0, 2).join("\n")).toBe(0);
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(600);
    expect(answers.filter(({ ok }) => !ok).length).toBeGreaterThan(600);
  });

  it.each([
    ["roundtrip", false],
    ["upgrade4", true],
  ] as const)("are written byte for byte as nbformat's (%s), or refused where they are wrong", async (op, upgrade) => {
    const ofFormat4 = texts.filter((text) => text.includes('"nbformat": 4'));
    const answers = await oracle.ask(ofFormat4.map((text) => ({ op, text })));
    let equal = 0;
    const wrong = ofFormat4.filter((text, index) => {
      const theirs = answers[index]?.ok;
      const ours = attempt(() => writeNotebook(readNotebook(text, { upgrade })));
      if (ours === undefined || theirs === undefined) return isValid(text);
      equal++;
      // Lone surrogates, which no file can hold, are escapes in ours.
      const escaped = String(theirs).replaceAll(/[\ud800-\udfff]/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
      return withoutIds(ours) !== withoutIds(escaped);
    });
    expect(wrong.length, wrong.slice(0, 2).join("\n")).toBe(0);
    expect(equal).toBeGreaterThan(1000);
  });
});

function attempt(write: () => string): string | undefined {
  try {
    return write();
  } catch (error) {
    if (!isCellmillError(error, "NotebookError")) throw error;
    return undefined;
  }
}

const damage = fc.constantFrom<[string | RegExp, string]>(
  ['"execution_count": 7', '"execution_count": 7.0'],
  ['"execution_count": 0', '"execution_count": -1'],
  ['"execution_count": null', '"execution_count": true'],
  ['"id": "cell-0"', '"id": "not valid!"'],
  ['"id": "cell-1"', '"id": ""'],
  ['"id": "cell-0"', '"id": "a\\n"'],
  ['"id": "cell-0"', `"id": "${"a".repeat(65)}"`],
  [', "id": "cell-0"', ""],
  ['"cell_type": "code"', '"cell_type": "heading"'],
  ['"cell_type": "code"', '"cell_type": "raw"'],
  ['"cell_type": "markdown"', '"cell_type": "code"'],
  ['"output_type": "stream"', '"output_type": "pyout"'],
  ['"name": "stdout"', '"name": 1'],
  ['"nbformat_minor": 5', '"nbformat_minor": 5, "extra": 1'],
  ['"metadata": {', '"metadata": {"kernelspec": {"name": "x"}}, "was": {'],
  [/"metadata": \{\}(?=[^"]*"(?:id|source|execution))/, '"metadata": {"tags": ["a", "a"]}'],
  [/"metadata": \{\}(?=[^"]*"(?:id|source|execution))/, '"metadata": {"tags": ["a,b"], "name": ""}'],
  [/"metadata": \{\}(?=[^"]*"(?:id|source|execution))/, '"metadata": {"scrolled": "auto", "collapsed": 1}'],
  [/"metadata": \{\}(?=, "cells)/, '"metadata": {"kernelspec": {"name": "x"}, "title": 3}'],
  [/"metadata": \{\}(?=, "cells)/, '"metadata": {"language_info": {"name": "x", "codemirror_mode": 4}}'],
  ['"cell_type": "code", ', '"cell_type": "code", "more": 1, '],
  ['"traceback": [', '"traceback": [1], "t": ['],
  ['"evalue": ', '"value": '],
  ['"source": [', '"source": [1], "s": ['],
  ['"text/plain": ', '"text/plain": {}, "text/x": '],
  ['"application/json": ', '"application/json": {"a": 1}, "application/x": '],
);
