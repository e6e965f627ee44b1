import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { type JsonObject, type JsonValue, readJson } from "../../src/nbformat/index.js";
import { formatPath, type ParameterValue, pathValues } from "../../src/runner/index.js";
import { UtcDate } from "../../src/runner/parameters/path-template-types.js";
import { oraclePython } from "../oracle/python.js";
import { PapermillOracle } from "./papermill-oracle.js";

const oracle = new PapermillOracle();
afterAll(() => oracle.close());

const PARAMETERS =
  '{"i": 42, "n": -7, "z": 0, "big": 123456789012345678901234567890, "f": 5.43215, "whole": 2.0, "small": 1.5e-07, "large": 1e+22, ' +
  '"neg": -1234.5, "tie": 2.5, "up": 9.5, "nan": NaN, "inf": Infinity, "t": true, "none": null, "s": "liver", "u": "é\'\\"\\n😀", "l": [1, 2.5, "x"], "d": {"k": "v", "q": 8}}';

const name = fc.constantFrom(
  ..."i,n,z,big,f,whole,small,large,neg,tie,up,nan,inf,t,none,s,u,l,d,l[0],l[2],d[k],missing,s[1]".split(","),
);
const spec = fc
  .tuple(
    fc.constantFrom("", "", "", "*", "0", "x"),
    fc.constantFrom("", "", "<", ">", "^", "="),
    fc.constantFrom("", "", "+", "-", " "),
    fc.constantFrom("", "", "", "z"),
    fc.constantFrom("", "", "", "#"),
    fc.constantFrom("", "", "0"),
    fc.constantFrom("", "", "5", "12", "13", "3"),
    fc.constantFrom("", "", "", ",", "_"),
    fc.constantFrom("", "", ".0", ".2", ".5", ".1"),
    fc.constantFrom("", "", "n", "d", "f", "e", "g", "s", "x", "X", "b", "o", "%", "E", "F", "G", "c"),
  )
  .map(([fill, align, ...rest]) => (align === "" ? "" : fill + align) + rest.join(""));
const field = fc
  .tuple(name, fc.constantFrom("", "", "", "!r", "!s", "!a"), fc.oneof(fc.constant(""), spec))
  .map(([path, conversion, format]) => `{${path}${conversion}${format === "" ? "" : `:${format}`}}`);
const template = fc
  .array(fc.oneof(field, fc.constantFrom("out/", "-", "{{", "}}", "a b", "é")), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(""));

const FIXED = [
  "plain.ipynb",
  "{",
  "}",
  "{}",
  "{0}",
  "{i:03d}",
  "{f:.2f}",
  "{i:{n}}",
  "{s:>{i}}",
  "{s!x}",
  "{l[9]}",
  "{d[none]}",
  "{neg:.0f} {tie:.0f} {tie:.0e} {up:.0e} {up:.1g}",
  "{z:#5G}",
  "{z:#.3g}",
  "{l[0]:012_.5g}",
  "{n:012_d}",
  "{whole:=+03_G}",
  "{large:014,.0e}",
  "{i:,n}",
  "{i:c} {t:>3c} {z:^3c}",
  ..."+-#_,".split("").map((flag) => `{i:${flag}c}`),
  "{n:c}",
  "{big:c}",
  "{small:z.3f} {small:+z.1%} {neg:z.0f}",
  "{i:z}",
  "{s:z}",
];

it("fills 3,000 random path templates as Python's str.format does, or refuses where it fails", async () => {
  const templates = [...FIXED, ...fc.sample(template, { numRuns: 3000, seed: 9 })];
  const values = pathValues(
    new Map(Object.entries(readJson(PARAMETERS) as JsonObject).map(([key, value]) => [key, plain(value as JsonValue)])),
  );
  const answers = await oracle.ask(templates.map((text) => ({ op: "path", template: text, parameters: PARAMETERS })));
  const wrong = templates.flatMap((text, index) => {
    let ours: { ok?: string; error?: string };
    try {
      ours = { ok: formatPath(text, values) };
    } catch (error) {
      ours = { error: (error as Error).message };
    }
    const theirs = answers[index]!;
    return ours.ok === theirs.ok && (ours.error === undefined) === (theirs.error === undefined)
      ? []
      : [{ text, ours, papermill: theirs }];
  });
  expect(wrong.length, JSON.stringify(wrong.slice(0, 25), null, 1)).toBe(0);
});

it("formats times by every code as Python does, in UTC and without a zone", () => {
  const script = `
import datetime, json, sys
given = json.load(sys.stdin)
utc = [datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc) for ms in given["times"]]
times = [time for each in utc for time in (each, each.replace(tzinfo=None))]
print(json.dumps([[text.format(t=time) for text in given["templates"]] for time in times]))`;
  // New years that ISO counts to the year before or after, leap days, noon and midnight.
  const times = [
    "2026-11-29T19:28:45.395",
    "2021-01-01T00:00:00.001",
    "2024-12-30T12:00:00.500",
    "2024-02-29T11:59:59.999",
    "2023-01-01T13:05:09.010",
    "2000-12-31T23:00:00.100",
  ].map((text) => Date.parse(`${text}Z`));
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
  const templates = ["{t}", "{t:%Y%%}", "{t:%d.%m. at %H}", ...letters.map((letter) => `{t:%${letter}}`)];
  const input = JSON.stringify({ times, templates });
  const theirs = JSON.parse(execFileSync(oraclePython(), ["-c", script], { input, encoding: "utf8" })) as string[][];
  const dates = times.flatMap((ms) => [new UtcDate(ms), new Date(ms)]);
  expect(dates.map((t) => templates.map((text) => formatPath(text, new Map([["t", t]]))))).toEqual(theirs);
});

it("refuses attribute access, which papermill allows", () => {
  expect(() => formatPath("{a.__class__}", new Map([["a", 1]]))).toThrow(/attribute access/);
});

function plain(value: JsonValue): ParameterValue {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && "k" in value)
    return new Map(Object.entries(value as JsonObject) as [string, ParameterValue][]);
  return value as ParameterValue;
}
