import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompareRules, compareOutputs, DEFAULT_RULES } from "../../../src/check/compare/index.js";
import { JsonFloat } from "../../../src/nbformat/index.js";
import { display, png } from "./outputs.js";

async function compare(
  mime: string,
  stored: unknown,
  got: unknown,
  rules: Partial<CompareRules> = {},
): Promise<string[]> {
  const all = { ...DEFAULT_RULES, rtol: 1e-3, ...rules };
  const found = await compareOutputs([display({ [mime]: stored })], [display({ [mime]: got })], all);
  return found.map(({ where, message }) => `${where ?? ""}: ${message}`);
}

/** A data frame as pandas shows one with several levels of columns and rows. */
const grouped = (value: string): string =>
  `<table><thead><tr><th></th><th></th><th>mean</th><th>sd</th></tr><tr><th></th><th></th><th>n</th><th>n</th></tr></thead>
<tbody><tr><th rowspan="2">liver</th><th>T</th><td>1</td><td>2</td></tr><tr><th>B</th><td>3</td><td>${value}</td></tr>
<tr><th>lung</th><th>T</th><td>5</td><td>6</td></tr></tbody></table>`;

describe("HTML", () => {
  const run = (stored: string, got: string): Promise<string[]> => compare("text/html", stored, got);

  it.each([
    ["the order of attributes", '<p id="a" class="b c">1</p>', '<p class="b c" id="a">1</p>'],
    ["comments", "<p>1</p>", "<p><!-- x -->1</p>"],
    ["white space between blocks", "<div><p>1</p><p>2</p></div>", "<div>\n  <p>1</p>\n  <p>\n2</p>\n</div>\n"],
    [
      "white space in lists of classes and styles",
      '<p class="a  b\n" style=" x: 1;\ny: 2">1</p>',
      '<p class="a b" style="x: 1; y: 2">1</p>',
    ],
    ["runs of white space in text", "<p>a  b\nc</p>", "<p>a b c</p>"],
    ["unclosed and closed paragraphs", "<p>a<p>b", "<p>a</p><p>b</p>"],
    ["entities and characters", "<p>&lt;&#956;</p>", "<p>&lt;μ</p>"],
    ["numbers within the tolerance", '<p style="width: 10.001px">1.5000</p>', '<p style="width: 10.002px">1.5001</p>'],
    ["a missing tbody", "<table><tr><td>1</td></tr></table>", "<table><tbody><tr><td>1</td></tr></tbody></table>"],
  ])("ignores %s", async (_name, stored, got) => {
    expect(await run(stored, got)).toEqual([]);
  });

  it.each([
    ["text", "<div><p>a</p><p>b</p></div>", "<div><p>a</p><p>c</p></div>", 'div > p[2]: "b" became "c"'],
    ["a tag", "<b>a</b>", "<i>a</i>", ": <b> became <i>"],
    ["an attribute", '<p class="a">x</p>', '<p class="b">x</p>', 'p: attribute class of <p>: "a" became "b"'],
    [
      "blanks in an attribute",
      '<input value="a b">',
      '<input value="a  b">',
      'input: attribute value of <input>: the blanks differ from column 3 on: "a b" became "a  b"',
    ],
    [
      "a blank at the end of an attribute",
      '<p title="a">',
      '<p title="a ">',
      'p: attribute title of <p>: the blanks differ from column 2 on: "a" became "a "',
    ],
    ["a lost attribute", '<p class="a">x</p>', "<p>x</p>", "p: <p> lost the attribute class"],
    ["a new attribute", "<p>x</p>", '<p onclick="f()">x</p>', "p: <p> has the new attribute onclick"],
    ["a new part", "<p>x</p>", "<p>x</p><hr>", ": 1 part became 2, the first that differs is part 2"],
    [
      "blanks in preformatted text",
      "<pre>a  b</pre>",
      "<pre>a b</pre>",
      'pre: the blanks differ from column 3 on: "a  b" became "a b"',
    ],
    ["a script", "<script>f(1)</script>", "<script>g(1)</script>", 'script: "f(1)" became "g(1)"'],
    [
      "words that grow together",
      "<b>a</b> <i>b</i>",
      "<b>a</b><i>b</i>",
      ": 3 parts became 2, the first that differs is part 2",
    ],
  ])("reports %s once, and where", async (_name, stored, got, expected) => {
    expect(await run(stored, got)).toEqual([expected]);
  });

  const table = (...rows: string[][]): string =>
    `<table>${rows.map((row, i) => `<tr>${row.map((text) => (i === 0 ? `<th>${text}</th>` : `<td>${text}</td>`)).join("")}</tr>`).join("")}</table>`;

  it.each([
    [
      "a cell",
      table(["a", "b"], ["1", "2"]),
      table(["a", "b"], ["1", "3"]),
      'table 1, row 1, column "b": 2 became 3: off by 1, allowed 0.002 (rtol 0.001, atol 0)',
    ],
    [
      "a renamed column",
      table(["a", "b"], ["1", "2"]),
      table(["a", "c"], ["1", "2"]),
      'table 1, header row 1, column 2: "b" became "c"',
    ],
    ["a missing row", table(["a"], ["1"], ["2"]), table(["a"], ["2"]), 'table 1: 2 rows became 1, missing "1"'],
    [
      "a cell below several headers, beside cells that reach down",
      grouped("4"),
      grouped("5"),
      'table 1, row 2 (liver / B), column "sd / n": 4 became 5: off by 1, allowed 0.004 (rtol 0.001, atol 0)',
    ],
    [
      "a missing row of a group",
      grouped("4"),
      grouped("4")
        .replace(/<tr><th>B.*?<\/tr>/, "")
        .replace(' rowspan="2"', ' rowspan="1"'),
      'table 1: 3 rows became 2, missing "liver / B"',
    ],
    ["a new column", table(["a"], ["1"]), table(["a", "b"], ["1", "2"]), 'table 1: 1 column became 2, new "b"'],
    [
      "a cell of the second table",
      table(["a"], ["1"]) + table(["a"], ["1"]),
      table(["a"], ["1"]) + table(["a"], ["x"]),
      'table 2, row 1, column "a": "1" became "x"',
    ],
    [
      "a table in a table",
      `<table><tr><th>h</th></tr><tr><td>${table(["a"], ["1"])}</td></tr></table>`,
      `<table><tr><th>h</th></tr><tr><td>${table(["a"], ["2"])}</td></tr></table>`,
      'table 1, row 1, column "h" > table, table 2, row 1, column "a": 1 became 2: off by 1, allowed 0.001 (rtol 0.001, atol 0)',
    ],
    [
      "a ragged row",
      "<table><tr><td>1</td><td>2</td></tr><tr><td colspan=2>3</td></tr></table>",
      "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td></td></tr></table>",
      "table 1: row 2 of the table has 1 cells, now 2",
    ],
    [
      "a caption",
      "<table><caption>a</caption><tr><td>1</td></tr></table>",
      "<table><caption>b</caption><tr><td>1</td></tr></table>",
      'table 1 > caption: "a" became "b"',
    ],
  ])("names the place of %s", async (_name, stored, got, expected) => {
    expect(await run(stored, got)).toEqual([expected]);
  });
});

describe("SVG", () => {
  const run = (stored: string, got: string): Promise<string[]> => compare("image/svg+xml", stored, got);

  it.each([
    [
      "random ids",
      '<svg><path id="m1a"/><use xlink:href="#m1a" clip-path="url(#m1a)"/></svg>',
      '<svg><path id="m2b"/><use xlink:href="#m2b" clip-path="url(#m2b)"/></svg>',
    ],
    [
      "metadata",
      "<svg><metadata><date>1</date></metadata><g/></svg>",
      "<svg><metadata><date>2</date></metadata><g/></svg>",
    ],
    ["the XML prolog", '<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg><g/></svg>', "<svg><g></g></svg>"],
    [
      "path numbers within the tolerance",
      '<svg><path d="M10.001,20L-5-7"/></svg>',
      '<svg><path d="M10.002,20L-5-7.0001"/></svg>',
    ],
  ])("ignores %s", async (_name, stored, got) => {
    expect(await run(stored, got)).toEqual([]);
  });

  it.each([
    [
      "a path",
      '<svg><path d="M10 20L5 7"/></svg>',
      '<svg><path d="M10 20L5 8"/></svg>',
      "svg > path: attribute d of <path>: 7 became 8: off by 1, allowed 0.007 (rtol 0.001, atol 0)",
    ],
    [
      "a colour",
      '<svg><g style="fill: #1f77b4"/></svg>',
      '<svg><g style="fill: #1f77b5"/></svg>',
      'svg > g: attribute style of <g>: "fill: #1f77b4" became "fill: #1f77b5"',
    ],
    [
      "a reference to another element",
      '<svg><g id="a"/><g id="b"/><use href="#a"/></svg>',
      '<svg><g id="a"/><g id="b"/><use href="#b"/></svg>',
      'svg > use: attribute href of <use>: "#id1" became "#id2"',
    ],
    [
      "a name in an attribute",
      '<svg><g aria-label="ENSG00000212345"/></svg>',
      '<svg><g aria-label="ENSG00000212346"/></svg>',
      'svg > g: attribute aria-label of <g>: "ENSG00000212345" became "ENSG00000212346"',
    ],
    ["a label", "<svg><text>a</text></svg>", "<svg><text>b</text></svg>", 'svg > text: "a" became "b"'],
  ])("reports %s", async (_name, stored, got, expected) => {
    expect(await run(stored, got)).toEqual([expected]);
  });
});

describe("pictures inside HTML and SVG", () => {
  const picture = (red: number, deflateLevel: number): string =>
    `data:image/png;base64,${png(9, 9, () => [red, 0, 0, 255], { deflateLevel })}`;

  it.each([
    ["text/html", (url: string) => `<p>a</p><img src="${url}">`, "img, pixels x 0 to 8, y 0 to 8"],
    [
      "image/svg+xml",
      (url: string) => `<svg><image xlink:href="${url}"/></svg>`,
      "svg > image, pixels x 0 to 8, y 0 to 8",
    ],
  ])("are compared by pixels in %s", async (mime, make, where) => {
    expect(await compare(mime, make(picture(100, 9)), make(picture(101, 0)))).toEqual([]);
    expect(await compare(mime, make(picture(100, 9)), make(picture(200, 9)))).toEqual([
      `${where}: 81 of 81 pixels (100 %) differ, allowed 0 (threshold 0.02)`,
    ]);
  });
});

describe("JSON", () => {
  it.each([
    ["keys in another order", { a: 1, b: [2] }, { b: [2], a: 1 }],
    ["whole floats", { a: 1 }, { a: new JsonFloat(1) }],
    ["numbers within the tolerance", [1, { x: 2.5 }], [1.0005, { x: 2.5001 }]],
    ["large whole numbers", [2n ** 80n], [2n ** 80n + 1n]],
    ["NaN", [Number.NaN], [Number.NaN]],
  ])("ignores %s", async (_name, stored, got) => {
    expect(await compare("application/json", stored, got)).toEqual([]);
  });

  it.each([
    [
      "a number",
      { a: [{ b: 1 }] },
      { a: [{ b: 2 }] },
      "$.a[0].b: 1 became 2: off by 1, allowed 0.001 (rtol 0.001, atol 0)",
    ],
    [
      "a list of numbers once",
      { a: [1, 2, 3] },
      { a: [1, 5, 6] },
      "$.a[1]: 2 became 5: off by 3, allowed 0.002 (rtol 0.001, atol 0); 2 of 3 items differ",
    ],
    ["a text", ["x"], ["y"], '$[0]: "x" became "y"'],
    ["a type", { a: 1 }, { a: "1" }, '$.a: 1 became "1"'],
    ["true for 1", { a: true }, { a: 1 }, "$.a: true became 1"],
    ["null for 0", { a: null }, { a: 0 }, "$.a: null became 0"],
    ["an object for a list", { a: [] }, { a: {} }, "$.a: a list of 0 became an object"],
    ["a missing key", { a: 1, b: 2, c: 3 }, { a: 1 }, "$.b: the key is missing", "$.c: the key is missing"],
    ["a new key", { a: 1 }, { a: 1, "odd key": 2 }, '$["odd key"]: the key is new'],
    ["a renamed key", { a: 1, b: 2 }, { a: 1, c: 2 }, '$.b: the key became "c"'],
    ["a list of another length", [1, 2, 3], [1, 3], "$: 3 items became 2, the first that differs is [1]"],
    ["infinity", [1e308], [Number.POSITIVE_INFINITY], "$[0]: 1e+308 became Infinity: no tolerance applies"],
    [
      "gigantic numbers",
      [10n ** 400n],
      [10n ** 401n],
      `$[0]: ${"1".padEnd(60, "0")}… became ${"1".padEnd(60, "0")}…: too large for a tolerance`,
    ],
  ])("reports %s", async (_name, stored, got, ...expected) => {
    expect(await compare("application/json", stored, got)).toEqual(expected);
  });

  it("has no difference to itself, and a changed leaf is found", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        expect(await compare("application/json", value, structuredClone(value))).toEqual([]);
        expect(await compare("application/json", { value, leaf: 1 }, { value, leaf: 2 })).toHaveLength(1);
      }),
    );
  });

  it("applies to other +json types and to texts inside", async () => {
    const rules = { presets: ["uuids"] as const };
    const a = { id: "3f2504e0-4f89-11d3-9a0c-0305e82c3301" };
    const b = { id: "1b4e28ba-2fa1-11d2-883f-0016d3cca427" };
    expect(await compare("application/vnd.x+json", a, b, rules)).toEqual([]);
    expect(await compare("application/vnd.x+json", a, b)).toHaveLength(1);
  });
});

describe("Plotly figures", () => {
  const MIME = "application/vnd.plotly.v1+json";
  const typed = (dtype: string, array: ArrayBufferView, shape?: string): unknown => ({
    dtype,
    bdata: Buffer.from(array.buffer).toString("base64"),
    ...(shape === undefined ? {} : { shape }),
  });
  const figure = (trace: Record<string, unknown>, layout: Record<string, unknown> = {}): unknown => ({
    data: [trace],
    layout,
  });
  const picture = (red: number): string => `data:image/png;base64,${png(3, 3, () => [red, 0, 0, 255])}`;

  it.each([
    ["lists and typed arrays", { y: [1, 2.5] }, { y: typed("f8", new Float64Array([1, 2.5])) }],
    [
      "single and double precision",
      { y: typed("f4", new Float32Array([0.1])) },
      { y: typed("f8", new Float64Array([0.1])) },
    ],
    ["small integers", { y: typed("i1", new Int8Array([-1, 2])) }, { y: [-1, 2] }],
    [
      "nested lists and shapes",
      {
        z: [
          [1, 2],
          [3, 4],
        ],
      },
      { z: typed("u2", new Uint16Array([1, 2, 3, 4]), "2, 2") },
    ],
    ["gaps", { y: [1, null] }, { y: typed("f8", new Float64Array([1, Number.NaN])) }],
    ["random ids", { uid: "a", y: [1] }, { uid: "b", y: [1] }],
    ["a random id on one side", { uid: "a", y: [1] }, { y: [1] }],
  ])("ignores %s", async (_name, stored, got) => {
    expect(await compare(MIME, figure(stored), figure(got))).toEqual([]);
  });

  it.each([
    [
      "a number of a typed array",
      { name: "B", x: typed("f8", new Float64Array([1, 2, 3])) },
      { name: "B", x: typed("f8", new Float64Array([1, 2, 4])) },
      'trace 1 "B", x[2]: 3 became 4: off by 1, allowed 0.003 (rtol 0.001, atol 0)',
    ],
    [
      "many numbers once",
      { x: typed("f8", new Float64Array([1, 2])) },
      { x: [3, 4] },
      "trace 1, x[0]: 1 became 3: off by 2, allowed 0.001 (rtol 0.001, atol 0); 2 of 2 numbers differ",
    ],
    [
      "a place in two dimensions",
      { z: typed("f4", new Float32Array([1, 2, 3, 4]), "2, 2") },
      {
        z: [
          [1, 2],
          [9, 4],
        ],
      },
      "trace 1, z[1][0]: 3 became 9: off by 6, allowed 0.003 (rtol 0.001, atol 0)",
    ],
    ["another length", { x: typed("i4", new Int32Array([1, 2])) }, { x: [1] }, "trace 1, x: 2 numbers became 1"],
    [
      "a part of a number",
      { x: { dtype: "i2", bdata: "AQA=" } },
      { x: { dtype: "i2", bdata: "AQAB" } },
      'trace 1, x.bdata: "AQA=" became "AQAB"',
    ],
    [
      "a colour",
      { marker: { color: "#636363" } },
      { marker: { color: "#636364" } },
      'trace 1, marker.color: "#636363" became "#636364"',
    ],
    ["a renamed trace", { name: "B" }, { name: "T" }, 'trace 1 "B", name: "B" became "T"'],
  ])("names trace and axis of %s", async (_name, stored, got, expected) => {
    expect(await compare(MIME, figure(stored), figure(got))).toEqual([expected]);
  });

  it("names missing traces and axes of the layout", async () => {
    const two = { data: [{ name: "B" }, { name: "NK" }], layout: {} };
    expect(await compare(MIME, two, { data: [{ name: "B" }], layout: {} })).toEqual([
      'traces: 2 traces became 1: missing "NK"',
    ]);
    expect(
      await compare(MIME, figure({}, { xaxis: { range: [0, 1] } }), figure({}, { xaxis: { range: [0, 2] } })),
    ).toEqual(["layout, xaxis.range[1]: 1 became 2: off by 1, allowed 0.001 (rtol 0.001, atol 0)"]);
  });

  it("gives one difference for a matrix in nested lists", async () => {
    expect(
      await compare(
        MIME,
        figure({
          z: [
            [1, 2],
            [3, 4],
          ],
        }),
        figure({
          z: [
            [1, 9],
            [8, 4],
          ],
        }),
      ),
    ).toEqual(["trace 1, z[0][1]: 2 became 9: off by 7, allowed 0.002 (rtol 0.001, atol 0); 2 of 4 numbers differ"]);
  });

  it("compares image layers by pixels", async () => {
    const layer = (red: number): unknown => figure({}, { images: [{ source: picture(red) }] });
    expect(await compare(MIME, layer(100), layer(101))).toEqual([]);
    expect(await compare(MIME, layer(100), layer(200))).toEqual([
      "layout, images[0].source, pixels x 0 to 2, y 0 to 2: 9 of 9 pixels (100 %) differ, allowed 0 (threshold 0.02)",
    ]);
  });
});
