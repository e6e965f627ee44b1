import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareOutputs, DEFAULT_RULES, NBVAL_RULES } from "../../../src/check/compare/index.js";
import { parseSanitizeFile, sanitizerFunction } from "../../../src/check/normalise/index.js";
import { PYTHON_EXPRESSIONS } from "../normalise/python-expressions.js";
import { mutations } from "./mutations.js";
import { AGREED, ALWAYS_INTENDED, INTENDED, type OutputPair } from "./nbval-cases.js";
import { askNbval } from "./nbval-oracle.js";
import { goldenOutputs, stream } from "./outputs.js";
import { integer, pick, seeded } from "./random.js";

// Changes on which cellmill differs from nbval by default: pictures are compared, numbers have a tolerance.
const KIND_OF_MUTATION: Readonly<Record<string, string>> = {
  pixel: "pixels",
  "shifted picture": "pixels",
  "picture of another size": "pixels",
};

const golden = [...mutations(goldenOutputs(), seeded(7), 300)].map(({ kind, within, stored, got }) => ({
  kind: within ? "numbers within the tolerance" : (KIND_OF_MUTATION[kind] ?? kind),
  stored,
  got,
}));

/** Streams of random pieces with carriage returns and newlines, against themselves cut otherwise or slightly changed. */
function randomStreams(count: number): OutputPair[] {
  const random = seeded(11);
  return Array.from({ length: count }, () => {
    const text = Array.from({ length: integer(random, 1, 12) }, () =>
      pick(random, ["a", "bc", "\r", "\n", "\r\n", "1"]),
    ).join("");
    const cut = integer(random, 0, text.length);
    const other = random() < 0.5 ? text : text.replace(pick(random, ["a", "\r", "1", "bc"]), "");
    const got = [stream("stdout", other.slice(0, cut)), stream("stderr", "e"), stream("stdout", other.slice(cut))];
    return { kind: "random streams", stored: [stream("stderr", "e"), stream("stdout", text)], got };
  });
}

const streams = randomStreams(150);
const pairs = [...AGREED, ...INTENDED, ...ALWAYS_INTENDED, ...golden, ...streams];
const nbval = askNbval(pairs.map(({ stored, got }) => ({ kind: "compare", stored, got }))) as boolean[];

async function kindsThatDiffer(rules: typeof DEFAULT_RULES): Promise<Set<string>> {
  const kinds = new Set<string>();
  for (const [i, { kind, stored, got }] of pairs.entries()) {
    const differences = await compareOutputs(stored, got, rules);
    if ((differences.length === 0) !== nbval[i]) kinds.add(kind);
  }
  return kinds;
}

describe("the comparison against nbval 0.11.0", () => {
  it("has more than 300 pairs, equal and unequal ones", () => {
    expect(pairs.length).toBeGreaterThan(500);
    expect(nbval.filter((verdict) => verdict).length).toBeGreaterThan(100);
    expect(nbval.filter((verdict) => !verdict).length).toBeGreaterThan(200);
  });

  it("gives the same verdicts under nbval's rules but for the documented ones", async () => {
    const documented = ALWAYS_INTENDED.map(({ kind }) => kind);
    expect([...(await kindsThatDiffer(NBVAL_RULES))].sort()).toEqual(documented.sort());
  });

  it("gives other verdicts under the default rules exactly where documented", async () => {
    const rules = { ...DEFAULT_RULES, rtol: 1e-5 };
    const documented = [...new Set([...ALWAYS_INTENDED, ...INTENDED].map(({ kind }) => kind))];
    expect([...(await kindsThatDiffer(rules))].sort()).toEqual(documented.sort());
  });

  it("lists every intended difference in the documentation", () => {
    const page = readFileSync(new URL("../../../docs/check-differences.md", import.meta.url), "utf8").toLowerCase();
    for (const { kind } of [...ALWAYS_INTENDED, ...INTENDED]) expect(page).toContain(`| ${kind.toLowerCase()} |`);
  });
});

const SANITIZE_FILE = `
[addresses]
regex: 0x[0-9a-f]+
replace: ADDRESS
[dates]
regex: (?P<day>\\d{1,2})/(?P<month>\\d{1,2})/\\d{4}
replace: \\g<month>-\\2 of $1

replace: alone
regex: alone
regex: (?i)SEED=(\\d+)
replace: seed:\\g<1>\\n
`;

const TEXTS = [
  "<object at 0x7f3a09> on 24/12/2024",
  "seed=42 and SEED=7",
  "nothing to do",
  "alone",
  "1/2/2024 1/2/2024",
];

describe("sanitizers against nbval 0.11.0", () => {
  const sanitized = askNbval(TEXTS.map((text) => ({ kind: "sanitize", sanitize: SANITIZE_FILE, text }))) as string[];

  it.each(TEXTS.map((text, i) => [text, sanitized[i] as string]))(
    "rewrites %j to %j as Python does",
    (text, expected) => {
      expect(sanitizerFunction(parseSanitizeFile(SANITIZE_FILE), "test")(text, "/outputs/0/text")).toBe(expected);
    },
  );

  it("are replaced as the table of expressions says", () => {
    const cases = PYTHON_EXPRESSIONS.map(([pattern, replacement, text]) => ({
      kind: "sanitize" as const,
      sanitize: `regex: ${pattern}\nreplace: ${replacement}\n`,
      text,
    }));
    expect(askNbval(cases)).toEqual(PYTHON_EXPRESSIONS.map(([, , , result]) => result));
  });
});
