import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("names no download address in the lock file", () => {
  const lock = readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8");
  expect(lock).not.toMatch(/"resolved": "https?:/);
});
