import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { base64Text } from "../../src/cli/base64-text.js";

const CASES = JSON.parse(
  readFileSync(new URL("../golden/runner/data/base64.json", import.meta.url), "utf8"),
) as (readonly [given: string, text: string | null])[];

it.each(CASES)("reads the base64 %j as Python does", (given, text) => {
  if (text === null) expect(() => base64Text(given, "-b")).toThrow(/^-b: /);
  else expect(base64Text(given, "-b")).toBe(text);
});
