import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompareRules, compareOutputs, DEFAULT_RULES } from "../../../src/check/compare/index.js";
import { display, stream } from "./outputs.js";

async function compare(stored: string, got: string, rules: Partial<CompareRules> = {}): Promise<string[]> {
  const all = { ...DEFAULT_RULES, rtol: 1e-3, ...rules };
  const found = await compareOutputs([display({ "text/plain": stored })], [display({ "text/plain": got })], all);
  return found.map(({ where, message }) => `${where ?? ""}: ${message}`);
}

describe("text with a tolerance of 1e-3", () => {
  it.each([
    ["a close number", "x = 1.0000", "x = 1.0005"],
    ["another number of digits", "1.5", "1.50"],
    ["an exponent", "1e-3", "0.001"],
    ["a sign", "+2", "2"],
    ["minus zero", "-0.0", "0.0"],
    ["whole numbers", "196100 cells", "196101 cells"],
    ["a unit right after", "12.500ms", "12.501ms"],
    ["numbers in brackets", "[1.5, -2.25e3]", "[1.5001, -2.2501e3]"],
    ["NaN", "nan", "nan"],
    ["complex numbers", "[1.5-2.5j 1.+2.j]", "[1.5001-2.5001j 1.+2.0001j]"],
    ["percent", "31.20%", "31.21%"],
    ["padding of numbers that changed", "a   9.9999\nb  10.0000", "a  10.0001\nb  10.0000"],
    ["padding in other lines than the number", "   value\n 9.9999", "    value\n10.0001"],
    ["a blank that makes room for a sign", "[ 0.5  1.25]", "[0.5001 1.25]"],
    ["complex numbers without decimals", "[1.+2.j 3.-4.j]", "[1.0001+2.j 3.-4.0001j]"],
    ["a range of decimals", "0.5-0.7", "0.5001-0.7001"],
    ["numbers behind a colon", "AUC:0.95001", "AUC:0.95002"],
    ["a number behind a URL", "(https://a.b/1) 1.0001", "(https://a.b/1) 1.0002"],
    ["a ratio", "3/4.0001", "3/4.0002"],
    ["decimals before a hyphen", "2.5000-fold", "2.5001-fold"],
    ["numbers of 400 digits that are the same", "9".repeat(400), "9".repeat(400)],
    ["decimals behind a comma", "0.5,0.9999,1", "0.5,1.0001,1"],
    ["groups of thousands", "1,023.5000", "1,023.5001"],
    ["other zeros behind a blank", "Q 007, 05", "Q 7, 5"],
  ])("takes as equal: %s", async (_name, stored, got) => {
    expect(await compare(stored, got)).toEqual([]);
  });

  it.each([
    [
      "a number beyond",
      "x = 1.000",
      "x = 1.002",
      ": 1.000 became 1.002: off by 0.002, allowed 0.001 (rtol 0.001, atol 0)",
    ],
    [
      "in its line",
      "a 1\nb 2\nc 3",
      "a 1\nb 9\nc 3",
      "line 2: 2 became 9: off by 7, allowed 0.002 (rtol 0.001, atol 0)",
    ],
    ["a decimal comma's zeros", "0,5", "0,05", ": 5 became 05: zeros behind a comma count"],
    ["a group of thousands cut short", "69,097", "69,97", ": 097 became 97: zeros behind a comma count"],
    [
      "numbers too small to tell apart",
      "p = 1e-350",
      "p = 1e-360",
      ": 1e-350 became 1e-360: too small for a tolerance",
    ],
    ["a number too small to tell from zero", "p = 1e-350", "p = 0", ": 1e-350 became 0: too small for a tolerance"],
    ["a name with digits", "PC10000", "PC10001", ': "PC10000" became "PC10001"'],
    ["a name that begins with digits", "3a40001", "3a40002", ': "3a40001" became "3a40002"'],
    ["hexadecimal", "0x7f3a0001", "0x7f3a0002", ': "0x7f3a0001" became "0x7f3a0002"'],
    ["a colour", "#000001", "#000002", ': "#000001" became "#000002"'],
    ["all digits in a colour", "#636363", "#636364", ': "#636363" became "#636364"'],
    ["a version", "1.2.30000", "1.2.30001", ': "1.2.30000" became "1.2.30001"'],
    ["digits with underscores", "100_000", "100_001", ': "100_000" became "100_001"'],
    ["a date", "2024-01-05", "2024-01-06", ': "2024-01-05" became "2024-01-06"'],
    ["a clock time", "at 12:30:45.12345", "at 12:30:45.12346", ': "at 12:30:45.12345" became "at 12:30:45.12346"'],
    [
      "a date and time",
      "2024-01-05T12:00:05.1001",
      "2024-01-05T12:00:05.1002",
      ': "2024-01-05T12:00:05.1001" became "2024-01-05T12:00:05.1002"',
    ],
    ["a date with slashes", "2024/01/05", "2025/01/05", ': "2024/01/05" became "2025/01/05"'],
    ["a version behind a letter", "v1.20001", "v1.20002", ': "v1.20001" became "v1.20002"'],
    ["a file name", "100000.txt", "100001.txt", ': "100000.txt" became "100001.txt"'],
    ["a name with a version", "ENSG00001.10001", "ENSG00001.10002", ': "ENSG00001.10001" became "ENSG00001.10002"'],
    [
      "the digits of a UUID",
      "a716-446655440000",
      "a716-446655440001",
      ': "a716-446655440000" became "a716-446655440001"',
    ],
    [
      "a URL",
      "https://a.b/1234567/c",
      "https://a.b/1234568/c",
      ': "https://a.b/1234567/c" became "https://a.b/1234568/c"',
    ],
    ["an id of digits", "12345678-ab", "12345679-ab", ': "12345678-ab" became "12345679-ab"'],
    ["the sign of a number", "-1.5", "1.5", ": -1.5 became 1.5: off by 3, allowed 0.0015 (rtol 0.001, atol 0)"],
    ["text for a number", "x = 1", "x = one", ': "x = 1" became "x = one"'],
    ["one number for two", "1 2", "1", ': "1 2" became "1"'],
    ["two digits joined", "1 2", "12", ": 1 became 12: off by 11, allowed 0.001 (rtol 0.001, atol 0)"],
    ["a name with a number behind a hyphen", "AAAC-10000", "AAAC-10001", ': "AAAC-10000" became "AAAC-10001"'],
    ["a range of whole numbers", "10000-20000", "10000-20001", ': "10000-20000" became "10000-20001"'],
    [
      "blanks without a changed number",
      "a  1.0",
      "a 1.0",
      ': the blanks differ from column 3 on: "a  1.0" became "a 1.0"',
    ],
    ["blanks between words", "a  b 9.9999", "ab 10.0001", ': "a  b 9.9999" became "ab 10.0001"'],
    ["indentation alone", "  x", " x", ': the blanks differ from column 2 on: "  x" became " x"'],
    ["blanks at the end", "x  ", "x", ': the blanks differ from column 2 on: "x  " became "x"'],
    ["a missing line", "a\nb\nc", "a\nc", "line 2: 3 lines became 2: 1 missing from line 2 on"],
    ["new lines", "a\nc", "a\nb\nb\nc", "line 2: 2 lines became 4: 2 new from line 2 on"],
    ["a final newline", "a\n", "a", "line 1: the newline at the end is missing"],
    [
      "numbers beyond the doubles",
      "9".repeat(400),
      `${"9".repeat(399)}8`,
      `: ${"9".repeat(20)}… (400 digits) became ${"9".repeat(20)}… (400 digits): too large for a tolerance`,
    ],
    ["infinity", "inf", "1e308", ': "inf" became "1e308"'],
  ])("reports once, and where: %s", async (_name, stored, got, expected) => {
    expect(await compare(stored, got)).toEqual([expected]);
  });

  it("keeps whole numbers exact if asked to", async () => {
    expect(await compare("196100 1.0", "196101 1.0", { exactIntegers: true })).toEqual([
      ": 196100 became 196101: whole numbers are exact",
    ]);
    expect(await compare("007 1.0000", "7 1.0005", { exactIntegers: true })).toEqual([]);
  });

  it("compares digits as text without any tolerance", async () => {
    expect(await compare("1.0", "1.00", { rtol: 0 })).toEqual([': "1.0" became "1.00"']);
    expect(await compare("0.0", "1e-9", { rtol: 0, atol: 1e-8 })).toEqual([]);
  });

  it("keeps whole numbers below 10^9 exact by default", async () => {
    expect(await compare("999999999", "999999998", { rtol: DEFAULT_RULES.rtol })).toHaveLength(1);
    expect(await compare("0.1", "0.10000000000000001", { rtol: DEFAULT_RULES.rtol })).toEqual([]);
  });
});

describe("texts of numbers and words", () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const number = fc.double({ min: 0.001, max: 1e6, noNaN: true });
  const token = fc.oneof(word, number);
  const lines = fc.array(fc.array(token, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
  const print = (rows: readonly (readonly (string | number)[])[]): string =>
    rows.map((row) => row.map(String).join(" ")).join("\n");

  it("have no difference to themselves", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await compare(text, text)).toEqual([]);
      }),
    );
  });

  it("are equal if one number changes within the tolerance, and differ once, in its line, if beyond", async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.nat(), fc.boolean(), async (rows, choice, within) => {
        const places = rows.flatMap((row, i) => row.flatMap((item, j) => (typeof item === "number" ? [[i, j]] : [])));
        fc.pre(places.length > 0);
        const [i, j] = places[choice % places.length] as [number, number];
        const changed = rows.map((row) => [...row]);
        const row = changed[i] as (string | number)[];
        row[j] = (row[j] as number) * (1 + (within ? 9e-4 : 2e-3));
        const found = await compare(print(rows), print(changed));
        if (within) expect(found).toEqual([]);
        else {
          expect(found).toHaveLength(1);
          expect(found[0]).toMatch(rows.length === 1 ? /^: / : new RegExp(`^line ${i + 1}: `));
        }
      }),
    );
  });

  it("never fail, whatever the characters", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), async (stored, got) => {
        const found = await compare(stored, got);
        if (stored === got) expect(found).toEqual([]);
        // Texts that differ in more than blanks and the writing of numbers are never taken as equal.
        const bare = (text: string): string => text.replace(/[\s\d.+eE-]/g, "");
        if (stored.length > 0 && !`${stored}${got}`.includes("\x1b") && bare(stored) !== bare(got))
          expect(found).not.toEqual([]);
      }),
    );
  });
});

describe("streams", () => {
  const run = async (stored: string[], got: string[]): Promise<number> =>
    (
      await compareOutputs(
        stored.map((text) => stream("stdout", text)),
        got.map((text) => stream("stdout", text)),
        DEFAULT_RULES,
      )
    ).length;

  it.each([
    ["chunks", ["a\nb\n"], ["a\n", "b\n"], 0],
    ["overwritten progress", ["10%\r100%\n"], ["50%\r60%\r100%\n"], 0],
    ["overwritten progress across chunks", ["100%\n"], ["50%\r", "100%\n"], 0],
    ["a longer line that is overwritten, as nbclient saves it", ["done"], ["loading...\rdone"], 0],
    ["a longer line that is overwritten, as JupyterLab saves it", ["doneing..."], ["loading...\rdone"], 0],
    ["other text over a longer line", ["loading...\rdone"], ["loading...\rfail"], 1],
    ["other text than JupyterLab saved", ["doneing..."], ["loading...\rfail"], 1],
    ["a carriage return before a newline", ["a\r\n"], ["a\n"], 1],
    ["backspaces", ["ab\b\bcd"], ["cd"], 0],
    ["backspaces at the start of a line", ["a\n\bb"], ["a\nb"], 0],
    ["colours", ["\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x07"], ["red link"], 0],
    ["other text", ["a"], ["b"], 1],
  ])("resolve %s", async (_name, stored, got, expected) => {
    expect(await run(stored, got)).toBe(expected);
  });
});
