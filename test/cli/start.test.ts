import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** What the command line prints, and the files that it loads for it: V8's coverage names every script that ran. */
function cellmill(...args: string[]): { code: number | null; stdout: string; stderr: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "cellmill-start-"));
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      encoding: "utf8",
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    const files = readdirSync(folder)
      .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as Coverage).result)
      .flatMap(({ url }) => (url.startsWith("file:") ? fileURLToPath(url).replace(/^.*\/dist\//, "") : []));
    return { code: status, stdout, stderr, files: files.sort() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Most of the time of a start goes into files: these few are why the help comes at once.
const BASE = [
  "cli/command-list.js",
  "cli/dispatch.js",
  "cli/help.js",
  "cli/main.js",
  "cli/option-table.js",
  "cli/version.js",
  "core/errors.js",
  "core/nearest-names.js",
];

describe("the start of the command line", () => {
  it.each([
    ["--help", []],
    ["run --help", ["cli/beyond-options.js", "cli/commands/run.js", "cli/run-options.js"]],
    ["check --help", ["cli/check-options.js", "cli/commands/check.js"]],
    ["kernel --help", ["cli/commands/kernel.js"]],
    ["sample --help", ["cli/commands/sample.js", "cli/integer-option.js", "core/decimal-digits.js"]],
  ])("loads for %s no file that it does not need", (args, more) => {
    const { code, stdout, files } = cellmill(...args.split(" "));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: cellmill /);
    expect(files).toEqual([...BASE, ...more].sort());
  });
});

describe("the help", () => {
  it("names every command with its usage and description", () => {
    const { stdout } = cellmill("--help");
    for (const name of ["run", "check", "diff", "strip", "inspect", "kernel", "sample", "info"])
      expect(stdout).toMatch(new RegExp(`^  ${name} \\S.*  [A-Z].*\\.$`, "m"));
  });

  it.each([
    ["help run", "run --help"],
    ["run -h", "run --help"],
    ["run in.ipynb -k -h --help", "run --help"],
    ["help kernel start", "kernel start --help"],
    ["kernel help", "kernel --help"],
    ["help", "--help"],
  ])("is the same for %s and for %s", (first, second) => {
    expect(cellmill(...first.split(" ")).stdout).toBe(cellmill(...second.split(" ")).stdout);
  });

  it("goes to standard error, with exit code 2, if no command is named", () => {
    expect(cellmill()).toMatchObject({ code: 2, stdout: "", stderr: cellmill("--help").stdout });
  });

  it("is not shown for a word that is an option's value or comes after --", () => {
    expect(cellmill("inspect", "--kernel", "--help")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Missing argument/),
    });
    expect(cellmill("inspect", "--", "--help").stdout).toBe("");
  });
});

describe("wrong usage", () => {
  it.each([
    ["rnu", "error: unknown command rnu. Did you mean run?\n"],
    ["kernel lst", "error: unknown command lst. Did you mean list?\n"],
    ["--verison", "error: unknown option --verison. Did you mean --version?\n"],
    ["check --timeout 5", "error: unknown option --timeout. Did you mean --cell-timeout, --start-timeout?\n"],
    ["check -z", "error: unknown option -z. cellmill check --help lists the options.\n"],
    ["check . --shard 3/2", "error: option --shard: expected i/n with i from 1 to n, such as 2/3, got 3/2\n"],
    ["zzzzzz", "error: unknown command zzzzzz. cellmill --help lists the commands.\n"],
    ["sample", "error: Missing argument 'DIR'. cellmill sample --help tells more.\n"],
    ["info a b", "error: unexpected argument b. cellmill info --help tells more.\n"],
    ["kernel list now", "error: unexpected argument now. cellmill kernel list --help tells more.\n"],
  ])("%s ends with exit code 2 and what to try", (args, message) => {
    expect(cellmill(...args.split(" "))).toMatchObject({ code: 2, stdout: "", stderr: message });
  });
});

it("--version prints the version of the package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect([cellmill("--version").stdout, cellmill("-V").stdout]).toEqual([`${version}\n`, `${version}\n`]);
});
