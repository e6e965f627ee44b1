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
    [
      "dates",
      "29-Nov-2026 10:11:12, [29/Nov/2026:02:19:47 +0000], Sun, 29 Nov 2026 02:19:47 +0000",
      "<date>, [<date>], <date>",
    ],
    [
      "dates",
      "run_20261129T021947Z, run_20261129_021947.log; 20261129, 1-2/Nov/2026",
      "run_<date>, run_<date>.log; 20261129, 1-<date>",
    ],
    [
      "dates",
      "datetime.datetime(2024, 1, 5, 12, 30, tzinfo=utc), [datetime.date(2024, 1, 5)], update(2024, 1, 5)",
      "datetime.<date>, tzinfo=utc), [datetime.<date>)], update(2024, 1, 5)",
    ],
    [
      "times",
      "datetime.time(12, 30, 1), runtime(12, 30), 1:02.345 (m:ss.mmm)",
      "datetime.<time>), runtime(12, 30), <time> (m:ss.mmm)",
    ],
    ["uuids", "id 3f2504e0-4f89-11d3-9a0c-0305e82c3301!", "id <uuid>!"],
    [
      "uuids",
      "map_5f3b2c1d0e9f4a8b9c7d6e5f4a3b2c1d fig_3F2504E0-4f89-11d3-9a0c-0305e82c3301 d41d8cd98f00b204e9800998ecf8427e",
      "map_<uuid> fig_<uuid> d41d8cd98f00b204e9800998ecf8427e",
    ],
    [
      "temp-paths",
      "in '/tmp/tmpab12/x.py', /private/var/folders/a/b/T/c: and /home/tmp/x",
      "in '<temp>', <temp>: and /home/tmp/x",
    ],
    [
      "temp-paths",
      "C:\\Users\\Ann Lee\\AppData\\Local\\Temp\\x C:\\Users\\Ann\\AppData\\Local\\Temp\\ipykernel_1\\2.py",
      "<temp> <temp>",
    ],
    [
      "temp-paths",
      "'C:\\\\Users\\\\A\\\\AppData\\\\Local\\\\Temp\\\\x' C:/Users/A/AppData/Local/Temp/R/x.csv /mnt/c/Users/A/AppData/Local/Temp/x",
      "'<temp>' <temp> <temp>",
    ],
    [
      "temp-paths",
      '{"p": "C:\\\\\\\\Users\\\\\\\\A\\\\\\\\AppData\\\\\\\\Local\\\\\\\\Temp\\\\\\\\x"} file:///tmp/a/b.html',
      '{"p": "<temp>"} file://<temp>',
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
    [
      "durations",
      "1.2e-05 s, -0.5 s, 1,234 ms, timedelta(seconds=1, microseconds=20), timedelta(0)",
      "<duration>, <duration>, <duration>, <duration>, <duration>",
    ],
    [
      "durations",
      "3/3 [00:01<00:00,  9.56it/s] [00:02<00:00, 1234.56it/s] [00:03<?, ?it/s] [00:04<00:00,  1.21s/it]; 5 m/s",
      "3/3 [00:01<00:00,<duration>] [00:02<00:00,<duration>] [00:03<?,<duration>] [00:04<00:00,<duration>]; 5 m/s",
    ],
    ["durations", "took 12.5ms for 3 steps in 4 series", "took <duration> for 3 steps in 4 series"],
    [
      "memory",
      "peak memory: 100.52 MiB, increment: -0.10 MiB of 3 GB and 12 bytes, 3 Bs",
      "peak memory: <size>, increment: <size> of <size> and <size>, 3 Bs",
    ],
    ["memory", "memory usage: 132.0+ bytes of 1,234 KB", "memory usage: <size> of <size>"],
    ["ansi", "\x1b(Ba\x1b7b\x1b[?25lc\x1bPq#0\x1b\\d\x1b", "abcd\x1b"],
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
      "1,234,",
      "1e5",
      ", ",
      "1, ",
      "time(1, 2",
      "timedelta(days=1, ",
      "20261129T",
      "1-Jan-",
      "5f3b2c1d0e9f4",
      "a1b2-",
      "C:\\Users\\a b",
      "\x1bP",
      "\x1b (",
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
    expect(seconds()).toBeLessThan(20);
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
