import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const page = readFileSync(new URL("../../docs/papermill-differences.md", import.meta.url), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| Situation"));

it("names a test that there is for each difference from papermill", () => {
  expect(rows.length).toBeGreaterThan(40);
  const wrong = rows.filter((row) => {
    const named = row.split(" | ").at(-1)!.replace(" |", "");
    if (named === "same") return false;
    const tests = named.split(", ").map((name) => name.replaceAll("`", ""));
    return !tests.every((test) => existsSync(new URL(`../${test}.test.ts`, import.meta.url)));
  });
  expect(wrong).toEqual([]);
});

it("tells each situation once", () => {
  const situations = rows.map((row) => row.split(" | ")[0]);
  expect(new Set(situations).size).toBe(situations.length);
});
