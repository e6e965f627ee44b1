import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { MemoryStore } from "../../src/io/index.js";
import { openArray, openGroup, openSparse2d } from "../../src/tiledb/index.js";
import { type Golden, goldenNames, loadGolden } from "./goldens.js";

const CASES = Number(process.env["CELLMILL_FUZZ_CASES"] ?? 1_000);
const SEED = Number(process.env["CELLMILL_FUZZ_SEED"] ?? 20_25);

/** A small generator of random numbers (mulberry32), so that a failing case can be run again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The golden's files with one of them cut short, with bytes changed, or both. */
function damage(golden: Golden, random: (below: number) => number): { store: MemoryStore; what: string } {
  const keys = [...golden.files.keys()].filter((key) => golden.files.get(key)!.length > 0);
  const key = keys[random(keys.length)]!;
  let bytes = golden.files.get(key)!.slice();
  const steps: string[] = [];
  const kind = random(10);
  if (kind < 3) {
    bytes = bytes.slice(0, random(bytes.length));
    steps.push(`cut to ${bytes.length}`);
  }
  for (let flips = kind < 2 ? 0 : 1 + random(3); flips > 0 && bytes.length > 0; flips--) {
    const at = random(bytes.length);
    // Large values in the high bytes of sizes are the dangerous ones.
    bytes[at] = random(3) === 0 ? 0xff : random(256);
    steps.push(`byte ${at} = ${bytes[at]}`);
  }
  const files = [...golden.files].map(([name, content]) => [name, name === key ? bytes : content] as const);
  return { store: new MemoryStore(`fuzz://${golden.name}`, files), what: `${golden.name} ${key}: ${steps.join(", ")}` };
}

/** Reads all that the store holds. */
async function readAll(store: MemoryStore, golden: Golden): Promise<void> {
  if (golden.members !== undefined) {
    await openGroup(store.uri, { store });
    return;
  }
  const array = await openArray(store.uri, { store });
  await array.metadata();
  for (const name of array.schema.enumerations.keys()) await array.enumeration(name);
  const isSparse = array.schema.arrayType === "sparse";
  await array.read(isSparse ? { layout: "global" } : {});
  await array.cellCount();
  if (golden.name.startsWith("2d.sparse")) {
    const reader = await openSparse2d(array);
    await reader.readRows(0, 17);
  }
}

describe("damaged arrays", () => {
  const goldens = goldenNames().map(loadGolden);

  it(`give a tagged error or an answer, never a crash or a hang (${CASES} cases, seed ${SEED})`, async () => {
    const random = randomNumbers(SEED);
    const outcomes = { answered: 0, refused: 0 };
    for (let i = 0; i < CASES; i++) {
      const golden = goldens[random(goldens.length)]!;
      const { store, what } = damage(golden, random);
      const start = performance.now();
      try {
        await readAll(store, golden);
        outcomes.answered++;
      } catch (error) {
        if (!isCellmillError(error)) throw new Error(`case ${i}, ${what}: ${String(error)}`, { cause: error });
        outcomes.refused++;
      }
      expect(performance.now() - start, `case ${i}, ${what}: too slow`).toBeLessThan(10_000);
    }
    expect(outcomes.answered + outcomes.refused).toBe(CASES);
    // Most damage lies in checked places; were nothing refused, the damage would not reach the reader.
    expect(outcomes.refused).toBeGreaterThan(CASES / 5);
    expect(process.resourceUsage().maxRSS / 1024).toBeLessThan(1_500); // MB
  });
});
