import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckOptions, checkNotebooks } from "../../src/check/index.js";
import { resolveOptions } from "../../src/check/options.js";
import { checkUnits } from "../../src/check/plan/check-units.js";
import { findNotebooks } from "../../src/check/plan/find-notebooks.js";
import { parseShard, selectShard } from "../../src/check/plan/shard.js";

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-plan-"));
  for (const name of ["b", ".ipynb_checkpoints", "node_modules", "b/c"]) mkdirSync(at(name));
  const names = [
    "z.ipynb",
    "a.ipynb",
    "b/m.ipynb",
    "b/c/x.ipynb",
    ".ipynb_checkpoints/a.ipynb",
    "node_modules/n.ipynb",
  ];
  for (const name of [...names, "notes.md", "a.params.yaml", "lung.yaml", "liver.yaml"]) writeFileSync(at(name), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the notebooks of a check", () => {
  it("are all below a folder, sorted, without checkpoints and packages", async () => {
    expect(await findNotebooks([folder])).toEqual(
      ["a.ipynb", "b/c/x.ipynb", "b/m.ipynb", "z.ipynb"].map((name) => at(name)),
    );
  });

  it("are each checked once, files in the order in which they are named", async () => {
    expect(await findNotebooks([at("z.ipynb"), folder])).toEqual([
      at("z.ipynb"),
      at("a.ipynb"),
      at("b/c/x.ipynb"),
      at("b/m.ipynb"),
    ]);
  });

  it("are each checked once, however they are named, and updated once, whatever links lead to them", async () => {
    mkdirSync(at("links"));
    for (const name of ["a", "c"]) writeFileSync(at(`links/${name}.ipynb`), "");
    symlinkSync("a.ipynb", at("links/b.ipynb"));
    const names = async (options: CheckOptions): Promise<string[]> => {
      const paths = [at("links"), `${at("links")}/../links/a.ipynb`];
      return (await checkUnits(paths, resolveOptions(options))).map(({ path }) => basename(path, ".ipynb"));
    };
    expect(await names({})).toEqual(["a", "b", "c"]);
    for (const mode of ["update", "update-missing"] as const) expect(await names({ mode })).toEqual(["a", "c"]);
    rmSync(at("links"), { recursive: true });
  });

  it("must exist", async () => {
    await expect(findNotebooks([at("no.ipynb")])).rejects.toThrow("there is no such notebook or folder");
  });

  it("are at least one: a check of nothing would always pass", async () => {
    mkdirSync(at("empty"));
    await expect(checkNotebooks([at("empty")])).rejects.toThrow("there are no notebooks to check");
  });
});

describe("shards", () => {
  const paths = Array.from({ length: 200 }, (_, i) => `/r/n${i}.ipynb`);

  const key = (path: string): string => path;

  it.each([
    [200, 3],
    [7, 2],
    [3, 5],
    [0, 2],
  ])("share %i notebooks among %i, each in one, evenly and in order", (number, count) => {
    const some = paths.slice(0, number);
    const parts = Array.from({ length: count }, (_, i) => selectShard(some, key, { index: i + 1, count }));
    expect(parts.flat().sort()).toEqual([...some].sort());
    const sizes = parts.map((part) => part.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    for (const part of parts) expect(part).toEqual(some.filter((path) => part.includes(path)));
  });

  it("take neighbours apart, the same ones whatever the order they were found in", () => {
    const shard = { index: 2, count: 4 };
    const part = selectShard(paths, key, shard);
    expect(selectShard([...paths].reverse(), key, shard)).toEqual([...part].reverse());
    expect(part).not.toEqual(paths.slice(50, 100));
  });

  it("take the runs of a matrix apart", async () => {
    const run = async (shard: string) => {
      const options = resolveOptions({ matrix: ["lung.yaml", "liver.yaml"], shard });
      return (await checkUnits([at("z.ipynb")], options)).map(({ parametersFile }) => parametersFile);
    };
    expect([...(await run("1/2")), ...(await run("2/2"))].sort()).toEqual(["liver.yaml", "lung.yaml"]);
    expect(await run("1/2")).toHaveLength(1);
  });

  it.each(["", "1", "0/3", "4/3", "1/0", "a/b", "1/2/3"])("refuse %j", (text) => {
    expect(() => parseShard(text)).toThrow("i/n with i from 1 to n");
  });
});

describe("the runs of a notebook", () => {
  const units = async (options: Parameters<typeof resolveOptions>[0]): Promise<unknown[]> =>
    (await checkUnits([at("a.ipynb"), at("z.ipynb")], resolveOptions(options))).map((unit) => [
      ...[unit.path, ...unit.parameterFiles].map((path) => path.replace(`${folder}/`, "")),
    ]);

  it("take the parameters that lie beside it", async () => {
    expect(await units({})).toEqual([["a.ipynb", "a.params.yaml"], ["z.ipynb"]]);
  });

  it("take the files that are named instead", async () => {
    expect(await units({ parameters: ["p.yaml"] })).toEqual([
      ["a.ipynb", "p.yaml"],
      ["z.ipynb", "p.yaml"],
    ]);
  });

  it("are one for each file of a matrix, which comes last", async () => {
    expect(await units({ matrix: ["lung.yaml", "liver.yaml"] })).toEqual([
      ["a.ipynb", "a.params.yaml", "lung.yaml"],
      ["a.ipynb", "a.params.yaml", "liver.yaml"],
      ["z.ipynb", "lung.yaml"],
      ["z.ipynb", "liver.yaml"],
    ]);
  });
});

describe("options", () => {
  it.each([
    [{ mode: "fast" }, "one of strict, lax, update, update-missing, types-only"],
    [{ job: 2 }, "Did you mean jobs"],
    [{ jobs: 0 }, "a whole number from 1 on"],
    [{ retries: 1.5 }, "a whole number from 0 on"],
    [{ rules: { rtol: -1 } }, "rtol"],
    [{ rules: { rtoll: 1 } }, "Did you mean rtol"],
    [{ shard: "3/2" }, "i/n"],
    [{ mode: "update", matrix: ["a.yaml"] }, "cannot be updated from several parameter files"],
  ])("refuse %j", async (options, message) => {
    await expect(checkNotebooks([folder], options as never)).rejects.toThrow(message);
  });
});
