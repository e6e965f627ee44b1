import { describe, expect, it } from "vitest";
import { nbvalOptions } from "../../../src/check/markers/index.js";
import type { JsonObject } from "../../../src/nbformat/index.js";
import { askNbval } from "../compare/nbval-oracle.js";
import { codeCell } from "../compare/outputs.js";
import { integer, pick, seeded } from "../compare/random.js";

const LINES = [
  "# NBVAL_IGNORE_OUTPUT",
  "#NBVAL_CHECK_OUTPUT",
  "  ## NBVAL_SKIP  ",
  "# NBVAL_RAISES_EXCEPTION",
  "# PYTEST_VALIDATE_IGNORE_OUTPUT",
  "# nbval_skip",
  "# NBVAL_SKIP please",
  "x = 1  # NBVAL_SKIP",
  "#",
  "",
  "print('# NBVAL_SKIP')",
  "x\u2028# NBVAL_SKIP",
  "x\f#NBVAL_IGNORE_OUTPUT",
  "x\x1c\x85#\x1fNBVAL_SKIP\x1d",
  "#\ufeffNBVAL_CHECK_OUTPUT",
];
const TAGS = [
  "nbval-ignore-output",
  "nbval-check-output",
  "nbval-skip",
  "nbval-raises-exception",
  "raises-exception",
  "pytest-validate-ignore-output",
  "NBVAL_SKIP",
  "skip-execution",
  "other",
];

const random = seeded(3);
const cases = Array.from({ length: 400 }, () => ({
  source: Array.from({ length: integer(random, 0, 4) }, () => pick(random, LINES)).join("\n"),
  metadata: (random() < 0.1
    ? pick(random, [{}, { tags: "nbval-skip" }])
    : { tags: Array.from({ length: integer(random, 0, 3) }, () => pick(random, TAGS)) }) as JsonObject,
}));

describe("markers against nbval 0.11.0", () => {
  const answers = askNbval(cases.map(({ source, metadata }) => ({ kind: "markers", source, metadata }))) as {
    options: Record<string, boolean>;
    warnings: number;
  }[];

  it("are read alike from 400 random cells, with as many warnings", () => {
    for (const [i, { source, metadata }] of cases.entries()) {
      const { options, warnings } = nbvalOptions(codeCell(source, metadata));
      const answer = answers[i];
      const ours = { check: options.check, check_exception: options.checkException, skip: options.skip };
      const theirs = {
        check: answer?.options["check"],
        check_exception: answer?.options["check_exception"] ?? false,
        skip: answer?.options["skip"] ?? false,
      };
      expect({ source, metadata, ...ours, warnings: warnings.length }).toEqual({
        source,
        metadata,
        ...theirs,
        warnings: answer?.warnings,
      });
    }
    expect(answers.filter((answer) => answer.warnings > 0).length).toBeGreaterThan(50);
  });
});
