import { Script } from "node:vm";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  applyPresets,
  checkSanitizer,
  describePreset,
  type PresetName,
  parseSanitizeFile,
  pathCovers,
  presetNames,
  resolveControlCharacters,
  type Sanitizer,
  sanitizerFunction,
} from "../../../src/check/normalise/index.js";
import { isCellmillError } from "../../../src/core/index.js";
import { cpuTimer } from "../compare/cpu-time.js";
import { PYTHON_EXPRESSIONS } from "./python-expressions.js";

describe("presets", () => {
  it.each<[PresetName, string, string]>([
    ["ansi", "\x1b[0;31mred\x1b[0m \x1b]8;;http://a\x1b\\b\x1b]8;;\x07 \x1b[2Kx", "red b x"],
    ["addresses", "<A at 0x7f3a2b10c4d0> 0xff 0xZZZZ", "<A at 0x…> 0xff 0xZZZZ"],
    ["times", "at 12:30:45.123 and 9:05 PM, ratio 1:2:3:4", "at <time> and <time>, ratio 1:2:3:4"],
    ["dates", "2024-01-05 2024-01-05T12:30:45.1Z 05.01.2024 1/5/2024", "<date> <date> <date> <date>"],
    [
      "dates",
      "Fri Jan  5 12:30:45 2024; 5 January 2024; Jan 5, 2024; Fri, 05 Jan 2024 12:30:45 GMT",
      "<date>; <date>; <date>; <date>",
    ],
    ["dates", "version 2024-1-5 of 12345-01-05", "version 2024-1-5 of 12345-01-05"],
    ["uuids", "id 3f2504e0-4f89-11d3-9a0c-0305e82c3301!", "id <uuid>!"],
    [
      "temp-paths",
      "in '/tmp/tmpab12/x.py', /private/var/folders/a/b/T/c: and /home/tmp/x",
      "in '<temp>', <temp>: and /home/tmp/x",
    ],
    [
      "temp-paths",
      "C:\\Users\\Ann Lee\\AppData\\Local\\Temp\\x C:\\Users\\Ann\\AppData\\Local\\Temp\\ipykernel_1\\2.py",
      "C:\\Users\\Ann Lee\\AppData\\Local\\Temp\\x <temp>",
    ],
    [
      "durations",
      "CPU times: user 1.2 s, sys: 3 ms, total: 1.21 s\nWall time: 1min 3s",
      "CPU times: user <duration>, sys: <duration>, total: <duration>\nWall time: <duration>",
    ],
    [
      "durations",
      "1.2 µs ± 3 ns per loop (mean ± std. dev. of 7 runs, 1,000 loops each)",
      "<duration> ± <duration> per loop (mean ± std. dev. <runs>".replace("<runs>", "of <runs>)"),
    ],
    ["durations", "took 12.5ms for 3 steps in 4 series", "took <duration> for 3 steps in 4 series"],
    [
      "memory",
      "peak memory: 100.52 MiB, increment: -0.10 MiB of 3 GB and 12 bytes, 3 Bs",
      "peak memory: <size>, increment: <size> of <size> and <size>, 3 Bs",
    ],
    ["whitespace", "a  b \t c  \n  d\n", "a b c\n d\n"],
    ["styler-ids", "#T_1c5d0_row0_col0 T_1c5d0", "#T_…_row0_col0 T_…"],
  ])("%s: %j", (name, text, expected) => {
    expect(applyPresets(text, [name])).toBe(expected);
  });

  it("leave text alone unless named, and can be applied twice", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(applyPresets(text, [])).toBe(text);
        const once = applyPresets(text, presetNames());
        expect(applyPresets(once, presetNames())).toBe(once);
      }),
    );
  });

  it("work in the same order whatever the order of their names", () => {
    const text = "/tmp/2024-01-05/x 2024-01-05 12:30";
    expect(applyPresets(text, ["times", "dates", "temp-paths"])).toBe("<temp> <date>");
  });

  it("stay fast on hostile texts", () => {
    const seconds = cpuTimer();
    for (const piece of [
      "1",
      "1:",
      "0x",
      "a-",
      "/tmp/",
      "\x1b[",
      "\x1b]",
      "1 s ",
      "Jan ",
      "1.1",
      "Mon, ",
      " ",
      "C:\\Users\\",
      "1,",
    ])
      applyPresets(piece.repeat(200_000), presetNames());
    expect(seconds()).toBeLessThan(5);
  });

  it.each(presetNames())("%s says what it does", (name) => {
    expect(describePreset(name)).toMatch(/ (?:become|are|removed) /);
  });
});

describe("control characters", () => {
  it.each([
    ["a\rb", "b"],
    ["a\r\nb", "a\r\nb"],
    ["a\r", "a\r"],
    ["x\n1%\r2%\r3%\ny", "x\n3%\ny"],
    ["ab\bc", "ac"],
    ["ab\b\b\bc", "c"],
    ["a\n\b\bc", "a\nc"],
    ["\b", ""],
    ["", ""],
    ["abc\b\bd\be", "ae"],
  ])("%j shows as %j", (text, expected) => {
    expect(resolveControlCharacters(text)).toBe(expected);
  });

  it("backspaces equal the rule of removing a character and its backspace again and again", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", "\n", "\b"), maxLength: 20 }), (text) => {
        let expected = text;
        for (let last = ""; last !== expected; ) {
          last = expected;
          // biome-ignore lint/suspicious/noControlCharactersInRegex: the backspace is meant
          expected = expected.replace(/[^\n\x08]\x08/, "");
        }
        expect(resolveControlCharacters(text)).toBe(expected.replaceAll("\b", ""));
      }),
    );
  });

  it("take linear time on a million of them", () => {
    const seconds = cpuTimer();
    expect(resolveControlCharacters(`${"a".repeat(1e6)}${"\b".repeat(1e6)}`)).toBe("");
    expect(resolveControlCharacters("a\r".repeat(1e6))).toBe("a\r");
    expect(resolveControlCharacters("a\n".repeat(1e6).concat("b\rc"))).toHaveLength(2e6 + 1);
    expect(seconds()).toBeLessThan(3);
  });
});

describe("sanitizers", () => {
  const run = (text: string, ...sanitizers: Sanitizer[]): string =>
    sanitizerFunction(sanitizers, "test")(text, "/outputs/0/text");

  it("apply in order, everywhere, with groups and flags", () => {
    expect(run("a1 a2", { pattern: "a(\\d)", replacement: "<$1>" }, { pattern: "<1>", replacement: "one" })).toBe(
      "one <2>",
    );
    expect(run("Seed seed", { pattern: "seed", replacement: "x", flags: "i" })).toBe("x x");
  });

  it("apply only at or below their path", () => {
    expect(run("a", { pattern: "a", replacement: "b", path: "/outputs/*" })).toBe("b");
    expect(run("a", { pattern: "a", replacement: "b", path: "/outputs/1" })).toBe("a");
  });

  it("are stopped when they backtrack without end, with an error that names them", () => {
    const seconds = cpuTimer();
    let error: unknown;
    try {
      run(`${"a".repeat(60)}!`, { pattern: "(a+)+b", replacement: "" });
    } catch (caught) {
      error = caught;
    }
    expect(isCellmillError(error, "OptionError")).toBe(true);
    expect(String(error)).toContain('the sanitizer "(a+)+b" took more than 2 s');
    expect(seconds()).toBeLessThan(5);
  });

  it.each([
    ["in steps", "a", "aaaaaaaaaaaaaaaa", 8],
    ["at once", "", "x".repeat(1_000), 1],
  ])("that makes a text too long %s is stopped with a clear error", (_how, pattern, replacement, times) => {
    const sanitize = sanitizerFunction(
      Array.from({ length: times }, () => ({ pattern, replacement })),
      "rules",
    );
    expect(() => sanitize("a".repeat(1e6), "")).toThrow(/makes the text too long|cannot be applied|took more than/);
  });

  it("do not see texts beyond their limit", () => {
    const text = "a".repeat(4 * 1024 * 1024 + 1);
    expect(run(text, { pattern: "a", replacement: "b" })).toBe(text);
  });

  it("are read from nbval's files, headers ignored, also from Windows", () => {
    const text =
      "[x]\nregex: a\nreplace: b\n\nregex: lone\nreplace c\nregex: (?is)x\nreplace: \nregex: a\nreplace: c\n";
    const expected = [
      { pattern: "a", replacement: "c", syntax: "python" },
      { pattern: "(?is)x", replacement: "", syntax: "python" },
    ];
    expect(parseSanitizeFile(text)).toEqual(expected);
    expect(parseSanitizeFile(text.replaceAll("\n", "\r\n"))).toEqual(expected);
  });

  const python = (pattern: string, replacement: string, text: string, flags?: string): string =>
    run(text, { pattern, replacement, syntax: "python", ...(flags === undefined ? {} : { flags }) });

  it.each(PYTHON_EXPRESSIONS)("written for Python: %s by %s in %j gives %j", (pattern, replacement, text, result) => {
    expect(python(pattern, replacement, text)).toBe(result);
  });

  it("written for Python take its flags beside the pattern, too", () => {
    expect(python("^a.", "X", "b\nA\n", "ims")).toBe("b\nX");
  });

  it.each([
    ["a**", "X", "* repeats what is repeated already"],
    ["*a", "X", "there is nothing that * repeats"],
    ["^+", "X", "there is nothing that + repeats"],
    ["(a", "X", "a parenthesis is not closed"],
    ["a)", "X", "a parenthesis is closed that was not opened"],
    ["[a", "X", "a set [… does not end"],
    ["[\\d-z]", "X", "a class cannot be the end of a range"],
    ["\\e", "X", "the escape \\e is not known"],
    ["\\xg", "X", "the escape \\xg is wrong"],
    ["a\\", "X", "something is missing at the end"],
    ["(a)\\2", "X", "there is no group 2"],
    ["(?P=b)", "X", "there is no group b"],
    ["(?P<a>x)(?P<a>y)", "X", 'the group name "a" is wrong'],
    ["a(?i)b", "X", "flags such as (?i) stand at the start"],
    ["(?i:a)", "X", "(?i) for a part cannot be translated"],
    ["(a)(?(1)b|c)", "X", "conditions (?(1)…) cannot be translated"],
    ["(?y)a", "X", "the flag y is not known"],
    ["a", "\\1", "there is no group 1"],
    ["a", "\\q", "the escape \\q is not known"],
  ])("written for Python: %s by %s is refused: %s", (pattern, replacement, message) => {
    expect(() => python(pattern, replacement, "")).toThrow(message);
  });

  it("with an unknown syntax or flags that are no text are refused", () => {
    const one = { pattern: "a", replacement: "" };
    expect(() => checkSanitizer({ ...one, syntax: "perl" as "python" }, "test")).toThrow("javascript, python");
    expect(() => checkSanitizer({ ...one, flags: 1 as unknown as string }, "test")).toThrow("flags of a sanitizer");
  });
});

describe("paths", () => {
  it.each([
    ["/outputs", "/outputs/0/text", true],
    ["/outputs/*/text", "/outputs/3/text", true],
    ["/outputs/1", "/outputs/11", false],
    ["/outputs/*/data/image/png", "/outputs/0/data/image/png", true],
    ["/outputs/0/text", "/outputs/0", false],
    ["", "/outputs/0", true],
  ])("%j covers %j: %s", (pattern, path, expected) => {
    expect(pathCovers(pattern, path)).toBe(expected);
  });
});

it("a sanitizer that a busy machine did not let work is tried again", () => {
  const sanitize = sanitizerFunction([{ pattern: "a", replacement: "b" }], "rules");
  const stalled = vi.spyOn(Script.prototype, "runInContext").mockImplementationOnce(() => {
    throw Object.assign(new Error("timed out"), { code: "ERR_SCRIPT_EXECUTION_TIMEOUT" });
  });
  expect(sanitize("aa", "/outputs/0")).toBe("bb");
  expect(stalled).toHaveBeenCalledTimes(2);
  stalled.mockRestore();
});
