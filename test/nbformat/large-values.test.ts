import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import {
  cellPieces,
  cloneJson,
  type Notebook,
  notebookTextPieces,
  validateNotebook,
  writeNotebook,
} from "../../src/nbformat/index.js";
import { jsonPieces } from "../../src/nbformat/json-pieces.js";
import type { JsonObject, JsonValue } from "../../src/nbformat/json-value.js";
import { keptAt, largeAt, setLarge } from "../../src/nbformat/large/large-members.js";
import { LargeJson, LargeText, type LargeTextList } from "../../src/nbformat/large/large-value.js";
import { readJsonBytes } from "../../src/nbformat/large/read-json-bytes.js";
import { validEnd } from "../../src/nbformat/large/valid-json.js";
import { readJson } from "../../src/nbformat/read-json.js";
import { notebookOf } from "../../src/nbformat/read-notebook.js";
import { writeJson } from "../../src/nbformat/write-json.js";
import { notebookText } from "./arbitrary-notebook.js";
import { oddNotebookText } from "./arbitrary-odd-notebook.js";
import { oldNotebookText } from "./arbitrary-old-notebook.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const anyNotebook = fc.oneof(notebookText, oddNotebookText, ...[1, 2, 3].map(oldNotebookText));
const partBytes = fc.integer({ min: 1, max: 60 });

/** JSON with what is rare in notebooks: odd keys in any order, twice too, escapes, deep lists, odd numbers and spaces. */
const oddJson = fc.letrec<{ value: string; text: string }>((tie) => {
  const space = fc.constantFrom("", "", " ", "\n  ", "\r\n\t");
  const unit = fc.constantFrom(
    "a",
    "é",
    "→",
    "😀",
    "\\n",
    "\\r",
    "\\\\",
    '\\"',
    "\\ud83d",
    "\\ude00",
    "\\u00e9",
    "\\u001B",
    "\\/",
    "\\t",
    "{",
    "]",
    ",",
  );
  const items = (item: fc.Arbitrary<string>, [open, close]: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.array(fc.tuple(space, item, space), { maxLength: 6 }), space)
      .map(([list, end]) => open + (list.length === 0 ? end : list.map((each) => each.join("")).join(",")) + close);
  return {
    text: fc.array(unit, { maxLength: 12 }).map((units) => `"${units.join("")}"`),
    value: fc.oneof(
      { depthSize: "medium" },
      tie("text"),
      fc.constantFrom("1", "-0", "1.0", "1e5", "-1.5E-7", "NaN", "-Infinity", "true", "null"),
      fc.constantFrom("0", "-12", "-0.0", "0.1", "2.50", "1e16", "1E+400", "12345678901234567890", "Infinity", "false"),
      items(tie("value"), "[]"),
      items(tie("text"), "[]"),
      items(
        fc
          .tuple(
            fc.oneof(
              tie("text"),
              fc.constantFrom('"10"', '"9"', '"a"', '"application/json"', '"outputs"', '"__proto__"'),
            ),
            space,
            tie("value"),
          )
          .map(([key, between, value]) => `${key}${between}:${between}${value}`),
        "{}",
      ),
    ),
  };
}).value;

/** The text with a piece taken out, put in or cut off. */
const damaged = fc
  .tuple(
    fc.oneof(anyNotebook, oddJson),
    fc.nat(),
    fc.constantFrom("", ",", "]", "}", '"', "\\", "\u0001", " ", ":", "x"),
    fc.nat(3),
  )
  .map(([text, place, put, cut]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + put + (cut === 3 ? "" : text.slice(at + cut));
  });

function fate(read: () => JsonValue): string {
  try {
    return writeJson(read());
  } catch (error) {
    if (!isCellmillError(error)) throw error;
    return error.message;
  }
}

describe("readJsonBytes", () => {
  it.each([false, true])(
    "gives what readJson gives, whatever the length of parts (large values kept: %s)",
    (keepLarge) => {
      fc.assert(
        fc.property(fc.oneof(anyNotebook, oddJson, damaged), partBytes, (text, size) => {
          const bytes = encoder.encode(text);
          expect(fate(() => readJsonBytes(bytes, { partBytes: size, keepLarge }))).toBe(
            fate(() => readJson(decoder.decode(encoder.encode(text)))),
          );
        }),
        { numRuns: 1000 },
      );
    },
  );

  it("names the line and the column of what it refuses", () => {
    const text = `{"a": [${'"ä😀",\n '.repeat(30)}"x" "y"]}`;
    expect(() => readJsonBytes(encoder.encode(text), { where: "f", partBytes: 16 })).toThrow(
      'f:31:6: not valid JSON: expected a comma or ], got "\\"y\\"]}"',
    );
  });

  it("names the column in a line that is decoded in pieces", () => {
    // Pieces end inside of characters.
    const text = `["${"é→😀".repeat(200_000)}" 1]`;
    expect(() => readJsonBytes(encoder.encode(text))).toThrow(
      `:1:${text.indexOf(" 1]") + 2}: not valid JSON: expected a comma or ]`,
    );
  });

  it("refuses what is nested too deep, without overflow", () => {
    const text = `{"application/json": ${"[".repeat(100_000)}`;
    expect(() => readJsonBytes(encoder.encode(text), { keepLarge: true })).toThrow("at most 2000 levels of nesting");
  });
});

describe("validEnd", () => {
  it("takes what readJson takes, and nothing else", () => {
    const broken = fc.constantFrom(
      "01",
      "1.",
      ".5",
      "1e",
      "-",
      "+1",
      "tru",
      "nul",
      "'a'",
      "[1 2]",
      "[1,]",
      "{,}",
      "{1:2}",
    );
    const text = fc.oneof(
      oddJson,
      damaged,
      broken,
      broken.map((each) => `[${each}]`),
      fc.string().map((each) => `"${each}"`),
      fc.tuple(fc.constantFrom("[", '{"a":'), fc.integer({ min: 1998, max: 2003 })).map(([open, n]) => {
        const close = open === "[" ? "]" : "}";
        return `${open.repeat(n)}${open === "[" ? "" : "0"}${close.repeat(n)}`;
      }),
    );
    fc.assert(
      fc.property(text, (each) => {
        const bytes = encoder.encode(each);
        const end = validEnd(bytes, 0, 0, () => {});
        const isAll = end >= 0 && /^[ \t\r\n]*$/.test(decoder.decode(bytes.subarray(end)));
        const verdict = fate(() => readJson(decoder.decode(bytes)));
        expect(isAll).toBe(!verdict.includes("not valid JSON"));
      }),
      { numRuns: 800 },
    );
  });
});

describe("a large member", () => {
  it("is like any other to all who read, change, delete, copy or list it", () => {
    const make = (): JsonObject =>
      readJsonBytes(encoder.encode('{"a": "long text", "z": 1}'), { keepLarge: true, partBytes: 4 }) as JsonObject;
    expect(largeAt(make(), "a")).toBeInstanceOf(LargeText);
    expect(make()).toEqual({ a: "long text", z: 1 });
    expect(JSON.stringify({ ...make() })).toBe('{"a":"long text","z":1}');
    const read = make();
    expect(read["a"]).toBe("long text");
    expect(largeAt(read, "a")).toBeUndefined();
    const changed = make();
    changed["a"] = "short";
    expect(writeJson(changed)).toBe('{\n "a": "short",\n "z": 1\n}');
    const removed = make();
    delete removed["a"];
    removed["a"] = 2;
    expect(writeJson(removed)).toBe('{\n "a": 2,\n "z": 1\n}');
    const copy = cloneJson(make());
    expect(largeAt(copy, "a")).toBeInstanceOf(LargeText);
    copy["a"] = null;
    setLarge(copy, "b", new LargeText(1, () => ["x"]));
    expect(copy).toEqual({ a: null, b: "x", z: 1 });
  });

  it("that is a list is the same list each time, so that changes of it stay", () => {
    const object = readJsonBytes(encoder.encode('{"outputs": [1, 2, 3]}'), {
      keepLarge: true,
      partBytes: 4,
    }) as JsonObject;
    expect(keptAt(object, "outputs")).toBeInstanceOf(LargeJson);
    (object["outputs"] as number[]).push(4);
    expect(object).toEqual({ outputs: [1, 2, 3, 4] });
  });
});

describe("a notebook with large values", () => {
  it("is validated, copied and written as it is without them", () => {
    const uses: readonly ((notebook: Notebook) => unknown)[] = [
      writeNotebook,
      validateNotebook,
      (notebook) => writeNotebook(cloneJson(notebook)),
      (notebook) => Buffer.concat(Array.from(notebookTextPieces(notebook), (piece) => Buffer.from(piece))).toString(),
      (notebook) => notebook.cells.map(cellPieces).map((pieces) => [...pieces].join("")),
      (notebook) => JSON.stringify(notebook, (_key, value) => (typeof value === "bigint" ? String(value) : value)),
    ];
    fc.assert(
      fc.property(anyNotebook, partBytes, fc.constantFrom(...uses), (text, size, use) => {
        const large = (): JsonValue => readJsonBytes(encoder.encode(text), { keepLarge: true, partBytes: size });
        const fateOf = (value: JsonValue): unknown => {
          try {
            return use(notebookOf(value as JsonObject));
          } catch (error) {
            if (!isCellmillError(error)) throw error;
            return error.message;
          }
        };
        expect(fateOf(large())).toEqual(fateOf(readJson(text)));
      }),
      { numRuns: 1000 },
    );
  });

  it("has payloads whose members are put in Python's order, the last of doubled keys kept", () => {
    fc.assert(
      fc.property(oddJson, partBytes, fc.nat(3), (payload, size, level) => {
        const text = `{"application/json": ${payload}}`;
        const kept = readJsonBytes(encoder.encode(text), { keepLarge: true, partBytes: size }) as JsonObject;
        const plain = writeJson(readJson(text), level);
        expect([...jsonPieces(kept, level, 7)].join("")).toBe(plain);
        expect(writeJson(kept, level)).toBe(plain);
      }),
      { numRuns: 1000 },
    );
  });
});

it("the texts of a long list are laid end to end with a separator, whatever white space is between them", () => {
  const texts = ["a", "b", "c".repeat(100), "d", "e".repeat(100)];
  for (const indent of [undefined, 1]) {
    const bytes = encoder.encode(JSON.stringify({ traceback: texts }, null, indent));
    const object = readJsonBytes(bytes, { keepLarge: true, partBytes: 16 });
    const list = largeAt(object as JsonObject, "traceback") as LargeTextList;
    expect([...list.separated("\n")].join("")).toBe(texts.join("\n"));
  }
});
