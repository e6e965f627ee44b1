import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { Experiment } from "../../src/soma/index.js";
import { answers, unpackExperiment } from "./golden-experiment.js";

const root = unpackExperiment();
const cases = [
  ...answers.obsFilters.map((answer) => ["obs", answer.filter, answer] as const),
  ...answers.varFilters.map((answer) => ["var", answer.filter, answer] as const),
];

describe("value filters on an experiment that tiledbsoma wrote", () => {
  it.each(cases)("%s: %s selects what tiledbsoma selects, or is refused as there", async (axis, filter, answer) => {
    const experiment = await Experiment.open(root);
    const select = async (): Promise<number[]> => {
      const query = experiment.axisQuery(
        "RNA",
        axis === "obs" ? { obsQuery: { valueFilter: filter } } : { varQuery: { valueFilter: filter } },
      );
      const count = await (axis === "obs" ? query.nObs() : query.nVars());
      const joinids = [...(await (axis === "obs" ? query.obsJoinids() : query.varJoinids()))];
      expect(count).toBe(joinids.length);
      return joinids;
    };
    if (answer.joinids !== undefined) {
      expect(await select()).toEqual(answer.joinids);
      return;
    }
    const error: unknown = await select().catch((caught: unknown) => caught);
    expect(isCellmillError(error, "ValueFilterError"), String(error)).toBe(true);
    // The last line of every message points at the place.
    expect(String(error).split("\n").at(-1)).toMatch(/^ {4}\s*\^+$/);
  });
});
