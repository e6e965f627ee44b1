import { describe, expect, it } from "vitest";
import {
  ByteCursor,
  type CellmillError,
  checkOption,
  escapeHtml,
  FormatError,
  formatByteSize,
  fromPlainError,
  isCellmillError,
  JUPYTER_DISPLAY,
  NotFoundError,
  nearestNames,
  parseByteSize,
  registerDisplay,
  rejectUnknown,
  toPlainError,
  toSafeInteger,
} from "../../src/core/index.js";

describe("errors", () => {
  it("say what, where, expected, got and what to try", () => {
    const error = new FormatError({
      what: "rows",
      where: 'obsm["X_pca"]',
      expected: "3",
      got: "4",
      hint: "Transpose it",
    });
    expect(error.message).toBe('obsm["X_pca"]: rows: expected 3, got 4. Transpose it');
    expect(error.name).toBe("FormatError");
  });

  it("keep their tag and details through structured clone", () => {
    const error = new NotFoundError({ what: "no array", where: "/data/x" });
    const back = fromPlainError(structuredClone(toPlainError(error)));
    expect(isCellmillError(back, "NotFoundError")).toBe(true);
    expect((back as CellmillError).details).toEqual({ what: "no array", where: "/data/x" });
    expect(back.message).toBe(error.message);
  });

  it("keep the name of foreign errors through structured clone, and are not taken for ours", () => {
    const back = fromPlainError(structuredClone(toPlainError(new RangeError("too big"))));
    expect([back.name, back.message]).toEqual(["RangeError", "too big"]);
    expect(isCellmillError(back)).toBe(false);
    expect(isCellmillError("text")).toBe(false);
  });
});

describe("options", () => {
  it("refuse an unknown name and propose the nearest, across naming styles", () => {
    const known = ["targetSum", "maxFraction"];
    expect(() => rejectUnknown({ target_sum: 1 }, "pp.normalizeTotal", known)).toThrow(
      'pp.normalizeTotal: unknown option "target_sum". Did you mean targetSum?',
    );
    expect(() => rejectUnknown({ zzz: 1 }, "f", known)).toThrow("Known options: targetSum, maxFraction");
    expect(() => rejectUnknown({}, "f", known)).not.toThrow();
  });

  it("say what a value must be", () => {
    expect(() => checkOption(false, "pp.pca", "nComps", "a positive integer", -1)).toThrow(
      "pp.pca: option nComps: expected a positive integer, got -1",
    );
  });
});

it.each([
  ["cell_tpe", ["cell_type", "tissue", "cell_type_ontology_term_id"], ["cell_type"]],
  ["xyz", ["abcdef"], []],
  ["tissue", ["tissue_general", "sex"], ["tissue_general"]],
])("finds the names near %s", (name, known, near) => {
  expect(nearestNames(name, known)).toEqual(near);
});

describe("byte sizes", () => {
  it.each([
    ["2GiB", 2 ** 31],
    ["20MB", 20e6],
    ["1.5 kib", 1536],
    ["7", 7],
    [1024, 1024],
  ])("reads %s", (text, bytes) => {
    expect(parseByteSize(text, "x")).toBe(bytes);
  });

  it.each(["2 Gigs", "", "-1MB", Number.NaN, -5])("refuses %s", (text) => {
    expect(() => parseByteSize(text, "memoryLimit")).toThrow("memoryLimit: byte size: expected a size such as");
  });

  it("prints binary units", () => {
    expect([512, 1536, 3 * 2 ** 30].map(formatByteSize)).toEqual(["512 B", "1.50 KiB", "3.00 GiB"]);
  });
});

describe("byte cursor", () => {
  it("reads little-endian fields in order", () => {
    const cursor = new ByteCursor(Uint8Array.of(1, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 104, 105), "file");
    expect([cursor.uint8(), cursor.uint32(), cursor.uint64("n"), cursor.text(2), cursor.remaining]).toEqual([
      1,
      2,
      3,
      "hi",
      0,
    ]);
  });

  it("names the file, the offset and the missing bytes when the data ends early", () => {
    const cursor = new ByteCursor(new Uint8Array(6), "a0.tdb");
    cursor.uint32();
    expect(() => cursor.uint32()).toThrow("a0.tdb: data ends too early: expected 4 more bytes at offset 4, got 2");
    expect(() => cursor.take(-1)).toThrow(FormatError);
  });

  it("refuses an integer that a number cannot hold", () => {
    expect(toSafeInteger(2n ** 53n - 1n, "n")).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => toSafeInteger(2n ** 53n, "n")).toThrow("expected an integer within");
  });
});

describe("display", () => {
  it("gives a class the Jupyter.display method", () => {
    class Card {
      toMimeBundle(): Record<string, string> {
        return { "text/plain": "card" };
      }
      static {
        registerDisplay(Card.prototype);
      }
    }
    const show = (new Card() as unknown as Record<symbol, () => unknown>)[JUPYTER_DISPLAY]!;
    expect(show.call(new Card())).toEqual({ "text/plain": "card" });
  });

  it("escapes HTML in content and attributes", () => {
    expect(escapeHtml(`<a b="c">&'`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
  });
});
