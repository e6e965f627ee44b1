import { describe, expect, it } from "vitest";
import { compareOutputs, DEFAULT_RULES } from "../../../src/check/compare/index.js";
import { type Mutation, mutations } from "./mutations.js";
import { otherMutations } from "./other-mutations.js";
import { goldenOutputs } from "./outputs.js";
import { seeded } from "./random.js";

const RULES = { ...DEFAULT_RULES, rtol: 1e-5 };
const cells = goldenOutputs();

describe("500 seeded changes to the outputs of a real notebook", () => {
  const all = [...mutations(cells, seeded(20261125), 500)];

  it("are of every kind, within and beyond the tolerance", () => {
    expect(new Set(all.map((mutation) => mutation.kind)).size).toBe(15);
    expect(all.filter((mutation) => mutation.within).length).toBeGreaterThan(80);
    expect(all.filter((mutation) => !mutation.within).length).toBeGreaterThan(300);
  });

  it("are found and named at the right place if beyond, and not reported if within", async () => {
    const wrong: unknown[] = [];
    for (const [i, mutation] of all.entries()) {
      const found = await compareOutputs(mutation.stored, mutation.got, RULES);
      if (!isRight(mutation, found))
        wrong.push({ i, kind: mutation.kind, within: mutation.within, where: mutation.where, found });
    }
    expect(wrong).toEqual([]);
  });

  it("are found as well where numbers, blanks, colours, tags and pictures are written in other ways", async () => {
    const others = [...otherMutations(seeded(20261129), 440)];
    expect(others.filter((mutation) => mutation.within).length).toBeGreaterThan(60);
    expect(others.filter((mutation) => !mutation.within).length).toBeGreaterThan(300);
    const wrong: unknown[] = [];
    for (const mutation of others) {
      const found = await compareOutputs(mutation.stored, mutation.got, RULES);
      if (!isRight(mutation, found)) wrong.push({ ...mutation, found });
    }
    expect(wrong).toEqual([]);
  });

  it.each([...cells.keys()])("leave %s equal to itself", async (id) => {
    expect(await compareOutputs(cells.get(id) ?? [], structuredClone(cells.get(id) ?? []), RULES)).toEqual([]);
  });
});

function isRight(mutation: Mutation, found: Awaited<ReturnType<typeof compareOutputs>>): boolean {
  if (mutation.within) return found.length === 0;
  const [first] = found;
  return found.length === 1 && first?.key === mutation.key && (mutation.where?.test(first?.where ?? "") ?? true);
}
