import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { notebookFile, result } from "../check/notebook-file.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const documentation = readFileSync(join(root, "docs/checking.md"), "utf8");

/** The blocks of code of one language below a heading of the documentation. */
function blocks(heading: string, language: string): string[] {
  const section = documentation.split(/^##+ /m).find((one) => one.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(
    (match) => match[1] as string,
  );
}

let folder: string;
/** A git repository with a project as a user has it: notebooks, and cellmill from the packed packages in its lockfile. */
let origin: string;
/** A checkout in which `npm ci` ran; the others use its packages. */
let installed: string;
let names = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-workflows-"));
  origin = join(folder, "origin");
  mkdirSync(join(origin, "notebooks"), { recursive: true });
  for (const source of [root, join(root, "kernel-ext")]) {
    execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", origin], { cwd: source });
  }
  writeLockfile();
  const red = { source: "[1.5, 2.5].map((x) => 2 * x)", outputs: [result("[ 3, 4 ]")] };
  const green = { source: "[1.5, 2.5].map((x) => 2 * x)", outputs: [result("[ 3, 5 ]")] };
  writeFileSync(join(origin, "notebooks/green.ipynb"), notebookFile([green]));
  writeFileSync(join(origin, "notebooks/red.ipynb"), notebookFile([green, red]));
  writeFileSync(join(origin, ".gitignore"), "node_modules/\n");
  git(origin, "init", "--quiet", "--initial-branch", "main");
  git(origin, "add", "--all");
  git(origin, "commit", "--quiet", "--message", "Notebooks");
  installed = checkout();
  expect(await shell(["bash", "-e"], "npm ci", installed)).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The packages that this repository's lockfile has for users, and the two packed ones. */
function writeLockfile(): void {
  type Entry = Readonly<Record<string, unknown>>;
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Entry>;
  };
  const used = Object.entries(packages).filter(
    ([path, entry]) => path.startsWith("node_modules/") && !entry["dev"] && !entry["link"],
  );
  const dependencies: Record<string, string> = {};
  const packed: [string, Entry][] = [];
  for (const [name, manifest] of [
    ["cellmill", "package.json"],
    ["cellmill-kernel", "kernel-ext/package.json"],
  ] as const) {
    const {
      version,
      bin,
      dependencies: needs,
      peerDependencies,
      peerDependenciesMeta,
    } = JSON.parse(readFileSync(join(root, manifest), "utf8"));
    const file = `${name}-${version}.tgz`;
    const integrity = `sha512-${createHash("sha512")
      .update(readFileSync(join(origin, file)))
      .digest("base64")}`;
    dependencies[name] = `file:${file}`;
    packed.push([
      `node_modules/${name}`,
      {
        version,
        resolved: `file:${file}`,
        integrity,
        bin,
        dependencies: needs,
        peerDependencies,
        peerDependenciesMeta,
      },
    ]);
  }
  const manifest = { name: "project", private: true, dependencies };
  const lock = {
    name: "project",
    lockfileVersion: 3,
    requires: true,
    packages: { "": manifest, ...Object.fromEntries([...packed, ...used]) },
  };
  writeFileSync(join(origin, "package.json"), JSON.stringify(manifest, null, 2));
  writeFileSync(join(origin, "package-lock.json"), JSON.stringify(lock, null, 2));
}

function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, ...IDENTITY };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
const IDENTITY = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.org",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

/** A fresh clone, as every job begins with. */
function checkout(): string {
  const place = join(folder, `checkout-${names++}`);
  git(folder, "clone", "--quiet", origin, place);
  return place;
}

interface Done {
  readonly code: number | null;
  readonly text: string;
}

/** Runs a script in a shell. */
function shell(command: readonly string[], script: string, cwd: string, env = {}): Promise<Done> {
  const file = join(folder, `script-${names++}.sh`);
  writeFileSync(file, script);
  const [program, ...args] = command as [string, ...string[]];
  const own = { npm_config_prefer_offline: "true", npm_config_audit: "false", npm_config_fund: "false" };
  const child = spawn(program, [...args, file], {
    cwd,
    env: { ...process.env, ...IDENTITY, ...own, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, text })));
}

/** Runs a step as a service does. All install the same packages, so that once is enough. */
async function step(command: readonly string[], script: string, cwd: string, env = {}): Promise<Done> {
  if (script.trim() !== "npm ci") return shell(command, script, cwd, env);
  symlinkSync(join(installed, "node_modules"), join(cwd, "node_modules"));
  return { code: 0, text: "" };
}

interface GitHubStep {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** Runs a job of a workflow as GitHub's runner does; says how it ended, and which files its artefacts would hold. */
async function githubJob(steps: readonly GitHubStep[], matrix: Readonly<Record<string, unknown>>, place = checkout()) {
  const files = mkdtempSync(join(folder, "github-"));
  const variables = ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"];
  for (const name of variables) writeFileSync(join(files, name), "");
  const env = {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: place,
    ...Object.fromEntries(variables.map((name) => [name, join(files, name)])),
  };
  let code: number | null = 0;
  let text = "";
  const artefacts: string[] = [];
  for (const one of steps) {
    if ((one.if ?? "success()") !== (code === 0 ? "success()" : "failure()")) continue;
    if (one.run !== undefined) {
      const script = one.run.replace(/\$\{\{ matrix\.(\w+) \}\}/g, (_, name: string) => String(matrix[name]));
      expect(script).not.toContain("${{");
      const done = await step(["bash", "-e"], script, place, env);
      code = done.code;
      text += done.text;
    } else if (one.uses?.startsWith("actions/upload-artifact@")) {
      const pattern = one.with?.["path"] as string;
      artefacts.push(
        ...execFileSync("bash", ["-c", `ls -d ${pattern}`], { cwd: place, encoding: "utf8" })
          .trim()
          .split("\n"),
      );
    }
  }
  return { code, text, artefacts, place, summary: readFileSync(join(files, "GITHUB_STEP_SUMMARY"), "utf8") };
}

describe("the workflow for GitHub Actions", () => {
  const { jobs } = parse(blocks("GitHub Actions", "yaml")[0] as string) as {
    jobs: Record<string, { steps: GitHubStep[]; strategy?: { matrix: Record<string, unknown[]> } }>;
  };

  it.concurrent("fails on a type error, with its place and no word of the other notebooks", async () => {
    const broken = checkout();
    writeFileSync(join(broken, "notebooks/typed.ipynb"), notebookFile([{ source: "const x: string = 1" }]));
    const failed = await githubJob(jobs["types"]!.steps, {}, broken);
    expect(failed.code, failed.text).toBe(1);
    expect(failed.text.match(/^::error .*$/gm)).toEqual([
      expect.stringMatching(/^::error file=notebooks\/typed\.ipynb,line=\d+,title=Cell 1::.*not assignable/),
    ]);
  });

  it.concurrent("compares outputs in shards, of which the one with a difference fails and keeps its reports", async () => {
    const { steps, strategy } = jobs["outputs"]!;
    const shards = await Promise.all(strategy!.matrix["shard"]!.map((shard) => githubJob(steps, { shard })));
    const failed = shards.filter(({ code }) => code !== 0);
    expect(
      failed.map(({ code }) => code),
      shards.map(({ text }) => text).join("\n"),
    ).toEqual([3]);
    const [red] = failed as [(typeof shards)[0]];
    expect(red.text.match(/^::error .*$/gm)).toEqual([
      expect.stringMatching(/^::error file=notebooks\/red\.ipynb,line=\d+,title=Cell 2::/),
    ]);
    expect(red.artefacts).toEqual(["report.html", "report.xml"]);
    expect(readFileSync(join(red.place, "report.xml"), "utf8")).toContain('classname="notebooks/red.ipynb"');
    expect(red.summary).toContain("## Notebook checks: failed");
    // Each notebook is checked by one shard, and every shard says what it did.
    const summaries = shards.map(({ summary }) => summary);
    for (const name of ["green", "red"])
      expect(summaries.filter((summary) => summary.includes(`notebooks/${name}.ipynb\` | `))).toHaveLength(1);
    expect(summaries.filter((summary) => summary.includes("## Notebook checks: passed"))).toHaveLength(1);
  });
});

it.concurrent("the job for GitLab fails, and writes both reports that GitLab reads", async () => {
  const [job] = Object.values(parse(blocks("GitLab", "yaml")[0] as string)) as [
    { script: string[]; artifacts: { when: string; reports: Record<string, string> } },
  ];
  const place = checkout();
  // GitLab's runner stops at the first line that fails, and in pipes too.
  const env = { CI: "true", GITLAB_CI: "true", CI_PROJECT_DIR: place };
  const codes: Done[] = [];
  for (const line of job.script) codes.push(await step(["bash", "-eo", "pipefail"], line, place, env));
  expect(
    codes.map(({ code }) => code),
    codes.map(({ text }) => text).join("\n"),
  ).toEqual([0, 3]);
  expect(job.artifacts.when).toBe("always");
  const quality = JSON.parse(readFileSync(join(place, job.artifacts.reports["codequality"] as string), "utf8"));
  expect(quality).toMatchObject([{ location: { path: "notebooks/red.ipynb" } }]);
  expect(readFileSync(join(place, job.artifacts.reports["junit"] as string), "utf8")).toContain("<testsuites");
});

describe("in a clone", () => {
  let place: string;
  const run = (script: string): Promise<Done> => shell(["bash", "-e"], script, place);
  beforeAll(() => {
    place = checkout();
    symlinkSync(join(installed, "node_modules"), join(place, "node_modules"));
  });

  it("the hooks of pre-commit pass good notebooks and remove outputs", async () => {
    const { repos } = parse(blocks("pre-commit", "yaml")[0] as string) as {
      repos: [{ hooks: { id: string; entry: string; files: string }[] }];
    };
    const hook = (id: string, ...files: string[]) => {
      const { entry, files: pattern } = repos[0].hooks.find((one) => one.id === id)!;
      return run(`${entry} ${files.filter((name) => new RegExp(pattern).test(name)).join(" ")}`);
    };
    expect(await hook("notebook-types", "notebooks/green.ipynb", "README.md")).toMatchObject({ code: 0 });
    expect(await hook("notebook-strip", "notebooks/green.ipynb")).toMatchObject({ code: 0 });
    expect(git(place, "diff", "--stat")).toContain("notebooks/green.ipynb");
    expect(readFileSync(join(place, "notebooks/green.ipynb"), "utf8")).toContain('"outputs": []');
    git(place, "checkout", "--quiet", "notebooks");
  });

  it("git shows notebooks by cell, and commits them without outputs", async () => {
    const [diff, filter] = blocks("Comparing and committing notebooks", "sh") as [string, string];
    expect(await run(diff)).toMatchObject({ code: 0 });
    const edited = notebookFile([{ source: "[1.5].map((x) => 2 * x)", outputs: [result("[ 3 ]")] }]);
    writeFileSync(join(place, "notebooks/green.ipynb"), edited);
    expect(git(place, "diff")).toMatch(/@@ changed code cell c1[\s\S]*^-\[1\.5, 2\.5\]\.map[\s\S]*^\+\[1\.5\]\.map/m);
    expect(git(place, "log", "-p", "--", "notebooks/red.ipynb")).toContain("+[code c2]");
    const once = /GIT_EXTERNAL_DIFF="[^"]+" git diff/.exec(documentation)?.[0] as string;
    writeFileSync(join(place, ".gitattributes"), "");
    expect((await run(once)).text).toContain("@@ changed code cell c1");

    expect(await run(filter)).toMatchObject({ code: 0 });
    git(place, "add", "notebooks/green.ipynb");
    git(place, "commit", "--quiet", "--message", "Edit");
    expect(git(place, "show", "HEAD:notebooks/green.ipynb")).toContain('"outputs": []');
    expect(readFileSync(join(place, "notebooks/green.ipynb"), "utf8")).toBe(edited);
  });
});
