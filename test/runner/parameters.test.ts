import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { JsonFloat, readJson } from "../../src/nbformat/index.js";
import { coerceParameter, findTranslator, formatPath, parametersFromYaml, pathValues } from "../../src/runner/index.js";
import { type ParameterValue, parameterToJson, toParameters } from "../../src/runner/parameters/value.js";
import { readYaml } from "../../src/runner/parameters/yaml.js";
import { codifyParameters } from "../../src/runner/translators/codify.js";
import { canonical } from "./canonical.js";

const golden = (name: string): [string, string][] =>
  JSON.parse(readFileSync(new URL(`../golden/runner/data/${name}.json`, import.meta.url), "utf8")) as [
    string,
    string,
  ][];

describe("-p NAME VALUE", () => {
  it.each(golden("coerce"))("types %j as papermill does", (text, expected) => {
    expect(canonical(coerceParameter(text))).toBe(expected);
  });
});

describe("YAML parameters", () => {
  it.each(golden("yaml"))("reads %j as PyYAML 1.1 does", async (text, expected) => {
    expect(canonical(await readYaml(text, "test"))).toBe(expected);
  });

  it("may have keys of several types in one mapping, which JSON writes as text", async () => {
    const values = await parametersFromYaml("g: {1: a, true: b, null: c}", "x");
    // 1 and true are one key in Python.
    expect(parameterToJson(values)).toEqual({ g: { "1": "b", null: "c" } });
  });

  it("gives no parameters for an empty text and keeps the order of the others", async () => {
    for (const text of ["", "0", "-0.0", "off", "[]", '""', "{}", "~"])
      expect(await parametersFromYaml(text, "x"), text).toEqual(new Map());
    expect([...(await parametersFromYaml("b: 1\n10: 2\na: 3\n9: 4\n", "x")).keys()]).toEqual(["b", "10", "a", "9"]);
  });

  it.each([
    ["- 1\n- 2", /must be a mapping/],
    ["a: 1\n---\nb: 2", /^params\.yaml:2:1: .*one YAML document: got 2 documents/],
    ["# c\n...\n---\na: 1", /^params\.yaml:2:1: .*the end of a document that has not begun/],
    ["a: 1\n...\n%FOO\n", /^params\.yaml:3:1: .*a directive without a document/],
    ["%YAML 2.0\n---\na: 1", /^params\.yaml:1:1: .*the directive %YAML 2\.0/],
    ["a: [1", /not valid YAML/],
    ["a: !!set {x}", /!!set/],
    ["a: =", /the sign `=` for a value/],
    ["a: [1, <<]", /^params\.yaml:1:8: .*the sign `<<` for a value/],
    ['a: "x\nb: 2', /^params\.yaml:2:5: .*quote/],
    ["a: [1,\n2]", /^params\.yaml:2:1: .*sufficiently indented.* Indent the lines/],
    ['a: "x\ny"', /quote.* Indent the lines/],
    ["a: b: c", /^params\.yaml:1:4: .*Nested mappings/],
    ["?\n", /value without a key/],
    ['a: "q"# c', /Comments must be separated/],
    ["a: *x", /^params\.yaml:1:4: .*alias/],
    ["[".repeat(5000), /^params\.yaml:.*/],
    ["a: &x [*x]", /contains itself/],
    ["[[a, 1], [b, 2]]", /^params\.yaml:1:1: .*must be a mapping/],
    ["a: 1\nb:\n  - !!int x", /^params\.yaml:3:11: YAML integer/],
    ["a: 1\nb: [1\n", /^params\.yaml:3:1: not valid YAML/],
    ['a: "\u007f"', /^params\.yaml:1:5: not valid YAML: got the character U\+007F/],
  ])("refuses %j and names the source", async (text, message) => {
    const error = await parametersFromYaml(text, "params.yaml").then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(isCellmillError(error, "ParameterError")).toBe(true);
    expect((error as Error).message).toMatch(message);
  });

  it.each([
    ["a: ! '5'", "{sa:i5}"],
    ["\ufeff- 1", "[i1]"],
    ["=: 1", "{s=:i1}"],
    ["a: &x 1\nb: &x 2\nc: *x", "{sa:i1,sb:i2,sc:i2}"],
    [`{${"k".repeat(1030)}: 1}`, `{s${"k".repeat(1030)}:i1}`],
    ["[a: 1, ? b, : c]", "[{sa:i1},{sb:N},{N:sc}]"],
    ['a: "\\ud83d\\ude00\\ud800"', "{sa:s\\ud83d\\ude00\\ud800}"],
    ['{\n\t"a":\t1\t# c\n}\t', "{sa:i1}"],
    ["m:\n  <<: [{ka: 1, kb: 2}, {kb: 3, kc: 4}]\n  kc: 5", "{sm:{ska:i1,skb:i2,skc:i5}}"],
  ])("reads %j", async (text, expected) => {
    expect(canonical(await readYaml(text, "x")).replaceAll('"', "")).toBe(expected);
  });

  it("builds once what many aliases name", async () => {
    const levels = Array.from({ length: 60 }, (_, i) => `- &a${i + 1} [*a${i}, *a${i}]`);
    const value = await readYaml(`- &a0 1\n${levels.join("\n")}\n`, "x");
    expect(value).toHaveLength(61);
  });

  it("say where each name stands, the last one of several", async () => {
    const places = new Map<string, string>();
    await parametersFromYaml("a: 1\n'b c': 2\na: 3\n", "p.yaml", (name, place) => places.set(name, place));
    expect(Object.fromEntries(places)).toEqual({ a: "p.yaml:3:1", "b c": "p.yaml:2:1" });
  });
});

describe("the Python translator", () => {
  it.each(golden("python-values"))("writes %s as papermill does", (json, expected) => {
    const [value] = [readJson(json)].map(fromJson);
    expect(codifyParameters(new Map([["x", value!]]), findTranslator("python3", "python"))).toBe(expected);
  });

  it.each(["x=1;import os;y", "1x", "class", "a b", "", "a.b", "x\n"])(
    "refuses the name %j: a name is code",
    (name) => {
      expect(() => codifyParameters(new Map([[name, 4]]), findTranslator("python3", "python"))).toThrow(/no name/);
    },
  );
});

describe("the TypeScript translators", () => {
  const parameters = new Map<string, ParameterValue>([
    ["text", 'a"b\\c\n\u2028é'],
    ["none", null],
    ["flag", true],
    ["count", 200000],
    ["big", 12345678901234567890n],
    ["whole", new JsonFloat(1)],
    ["tiny", 1e-7],
    ["nan", Number.NaN],
    ["list", [1, "x", null]],
    [
      "map",
      new Map<string, ParameterValue>([
        ["__proto__", 1],
        ["a b", [true]],
      ]),
    ],
    ["empty", new Map()],
  ]);

  it("declares each name anew for kernels other than ours", () => {
    expect(codifyParameters(parameters, findTranslator("tslab", "typescript"))).toBe(
      [
        "// Parameters",
        'var text = "a\\"b\\\\c\\n\\u2028é";',
        "var none = null;",
        "var flag = true;",
        "var count = 200000;",
        "var big = 12345678901234567890n;",
        "var whole = 1;",
        "var tiny = 1e-7;",
        "var nan = NaN;",
        'var list = [1, "x", null];',
        'var map = { ["__proto__"]: 1, "a b": [true] };',
        "var empty = {};",
        "",
      ].join("\n"),
    );
  });

  it("writes literals that JavaScript reads back as the same values", () => {
    const source = codifyParameters(parameters, findTranslator("jslab", "javascript"));
    const names = [...parameters.keys()].join(", ");
    const read = new Function(`${source}\nreturn { ${names} };`)() as Record<string, unknown>;
    expect(read["text"]).toBe(parameters.get("text"));
    expect(read["big"]).toBe(12345678901234567890n);
    expect(read["list"]).toEqual([1, "x", null]);
    expect(Object.keys(read["map"] as object)).toEqual(["__proto__", "a b"]);
  });

  it("assigns in our kernel what let declares, and declares constants and unknown names anew", async () => {
    const translator = findTranslator("cellmill", "typescript");
    const declared = await translator.inspect!("let a: string | null = null;\nconst b: number = 1;\nvar c = 2;");
    const given = new Map<string, ParameterValue>([
      ["a", "x"],
      ["b", 2],
      ["c", 3],
      ["d", 4],
    ]);
    expect(codifyParameters(given, translator, declared)).toBe(
      '// Parameters\na = "x";\nconst b: number = 2;\nc = 3;\nvar d = 4;\nvoid 0;\n',
    );
  });

  it.each(["class", "a-b", "await", "x;y", "1a", "let"])("refuses the name %j", (name) => {
    expect(() => codifyParameters(new Map([[name, 1]]), findTranslator("cellmill", "typescript"))).toThrow(/no name/);
  });

  it("names the languages it knows when it does not know one", () => {
    expect(() => findTranslator("sas", "sas")).toThrow(/kernel "sas".*python/s);
  });
});

describe("the other translators, where papermill writes what the language reads differently", () => {
  it.each([
    ["R", "é", 'x = "\\u00e9"'],
    ["R", "\x07", 'x = "\\x07"'],
    ["R", "\x07é", 'x = "\\u0007\\u00e9"'],
    ["R", Number.NaN, "x = NaN"],
    ["R", -Infinity, "x = -Inf"],
    ["julia", "$(run(`x`))", 'x = "\\$(run(`x`))"'],
    ["julia", "é", 'x = "\\u00e9"'],
    ["scala", "é😀\u0001", 'val x = "\\u00e9\\ud83d\\ude00\\u0001"'],
    ["scala", Infinity, "val x = Double.PositiveInfinity"],
    [".net-csharp", "é1", 'var x = "\\u00e91";'],
    [".net-fsharp", Number.NaN, "let x = nan"],
    [".net-powershell", '$(rm x) `\\\n"', '$x = "`$(rm x) ``\\`n`""'],
    ["bash", "\x03\t'\\\n$(x)", "x=$'\\x03\\x09\\'\\\\"],
    ["bash", "$(rm x)'", `x='$(rm x)'"'"''`],
    ["matlab", Infinity, "x = Inf;"],
    ["matlab", 'C:\\dir "é" 5%\n\x07', 'x = sprintf("C:\\\\dir ""é"" 5%%\\n\\007");'],
    ["matlab", 'é "5%" \'', 'x = "é ""5%"" \'";'],
    ["matlab", new Map([["it's\n", 1]]), "x = containers.Map({sprintf('it''s\\n')}, {1});"],
    ["matlab", new Map(), "x = containers.Map();"],
    ["R", new Map([["", 1]]), 'x = setNames(list(1), c(""))'],
    ["scala", "\0f", 'val x = "\\u0000f"'],
    ["scala", 10n ** 20n, 'val x = BigInt("100000000000000000000")'],
    ["scala", [1, 2.5], "val x = Seq(1, 2.5)"],
    ["scala", [2n ** 40n, 2.5], "val x = Seq[Any](1099511627776L, 2.5)"],
    [".net-csharp", "\0f", 'var x = "\\u0000f";'],
    [".net-csharp", null, "object x = null;"],
    [".net-csharp", [], "var x = new object[] {  };"],
    [".net-csharp", [1, 2.5, 3], "var x = new [] { 1, 2.5, 3 };"],
    [".net-csharp", [2n ** 40n, 2.5], "var x = new object[] { 1099511627776L, 2.5 };"],
    [".net-csharp", [true, "a", null], 'var x = new object[] { true, "a", null };'],
    [".net-csharp", [[1], [2]], "var x = new [] { new [] { 1 }, new [] { 2 } };"],
    [".net-csharp", [[1], ["a"]], 'var x = new object[] { new [] { 1 }, new [] { "a" } };'],
    [".net-csharp", -(10n ** 20n), 'var x = System.Numerics.BigInteger.Parse("-100000000000000000000");'],
    [".net-fsharp", "\0f", 'let x = "\\u0000f"'],
    [".net-fsharp", [1, "a"], 'let x = [ box (1); box ("a") ]'],
    [".net-fsharp", [1, 2.5], "let x = [ box (1); box (2.5) ]"],
    [".net-fsharp", [[1], [2]], "let x = [ [ 1 ]; [ 2 ] ]"],
    [".net-fsharp", new Map(), "let x = Map.empty<string, IComparable>"],
    [".net-fsharp", 10n ** 20n, "let x = 100000000000000000000I"],
    ["julia", [true, 2], "x = Any[true, 2]"],
    [".net-powershell", [[1, 2]], "$x = @(, @(1, 2))"],
    [".net-powershell", 10n ** 30n, "$x = 1000000000000000000000000000000n"],
  ])("%s: %s is written as %s", (language, value, line) => {
    const source = codifyParameters(new Map([["x", value]]), findTranslator(language, language));
    expect(source.split("\n")[1]).toBe(line);
  });

  it.each([
    ["bash", new Map([["a", 1]])],
    ["bash", [1, [2]]],
    ["bash", "a\0b"],
    ["R", "a\0b"],
  ])("%s has no literal for %s and says so", (language, value) => {
    expect(() => codifyParameters(new Map([["x", value]]), findTranslator(language, language))).toThrow(/literal/);
  });

  it.each(["R", "scala", "julia", "matlab", ".net-csharp", ".net-fsharp", ".net-powershell", "bash", "python"])(
    "%s refuses names that are more than a name",
    (language) => {
      for (const name of ["x=1;y", "a b", "x\ny", "$(x)", "1x", ""])
        expect(() => codifyParameters(new Map([[name, 1]]), findTranslator(language, language)), name).toThrow(
          /no name/,
        );
    },
  );

  it.each([
    ["bash", ["PROMPT_COMMAND", "PS1", "PS4", "BASH_ENV", "UID"]],
    ["R", ["...", "..1", "if", "TRUE", ".1"]],
    ["python", ["__debug__", "None", "async"]],
    [".net-fsharp", ["_", "mod", "sealed", "let"]],
    ["julia", ["in", "where", "end"]],
  ])("%s refuses the names that it keeps for itself: %j", (language, names) => {
    for (const name of names) expect(findTranslator(language, language).isName(name), name).toBe(false);
  });

  it.each([
    ["python", "{1: a, '1': b}", /^parameter "x": two keys of a mapping are the same text "1"$/],
    [".net-powershell", "{a: 1, A: 2}", /^parameter "x": .*differ only in case/],
    ["bash", "{a: 1}", /^parameter "x": a mapping cannot be written/],
  ])("%s refuses the mapping %s and names the parameter", async (language, yaml, message) => {
    const value = await readYaml(yaml, "x");
    expect(() => codifyParameters(new Map([["x", value]]), findTranslator(language, language))).toThrow(message);
  });

  it("R drops leading underscores, as papermill does", () => {
    expect(codifyParameters(new Map([["__x", 1]]), findTranslator("R", "R"))).toBe("# Parameters\nx = 1\n");
  });
});

describe("path templates", () => {
  const values = pathValues(
    new Map<string, ParameterValue>([
      ["i", 42],
      ["f", 5.43215],
      ["s", "liver"],
      ["l", [1, "x"]],
      ["d", new Map([["k", "v"]])],
    ]),
  );

  it.each(golden("paths"))("fills %j as Python's str.format does", (template, expected) => {
    expect(formatPath(template, values)).toBe(expected);
  });

  it("fills in the run's id and time", () => {
    expect(formatPath("{pm[run_uuid]}", values)).toMatch(/^[0-9a-f-]{36}$/);
    expect(formatPath("{pm[current_datetime_utc]:%Y-%m-%d}", values)).toBe(new Date().toISOString().slice(0, 10));
  });

  it.each([
    ["{missing}", /Missing parameter 'missing'/],
    ["{i.real}", /attribute access .* refused; use i\[real\]/],
    ["{}", /no name/],
    ["{0}", /no name/],
    ["a{", /not closed/],
    ["a}b", /single }/],
    ["{s:d}", /does not fit text/],
    ["{l:>5}", /does not fit/],
    ["{i:099999999,}", /longer texts than a path can be/],
    ["{i:.2000000000f}", /longer texts than a path can be/],
  ])("refuses %j", (template, message) => {
    expect(() => formatPath(template, values)).toThrow(message);
  });
});

describe("parameters from the API", () => {
  it("takes plain values and tells whole numbers beyond 2^53 for floats", () => {
    const parameters = toParameters({ a: 1, b: [null, { c: "x" }], big: 2 ** 60, exact: 2n ** 60n, zero: -0 });
    expect(canonical(parameters as unknown as ParameterValue)).toBe(
      '{s"a":i1,s"b":[N,{s"c":s"x"}],s"big":f1.152921504606847e+18,s"exact":i1152921504606846976,s"zero":f-0.0}',
    );
  });

  it("refuses what no notebook language could hold, and says where", () => {
    expect(() => toParameters({ a: { b: [() => 1] } })).toThrow(/parameter a\.b\[0\].*function/);
  });

  it("keeps a key __proto__ on the way into the notebook's metadata", () => {
    const json = parameterToJson(new Map([["__proto__", 1]])) as object;
    expect(Object.keys(json)).toEqual(["__proto__"]);
  });
});

function fromJson(value: ReturnType<typeof readJson>): ParameterValue {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== "object" || value === null || value instanceof JsonFloat) return value as ParameterValue;
  return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item as ReturnType<typeof readJson>)]));
}
