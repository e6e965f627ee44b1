import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { findKernelspecs, jupyterPath, resolveKernelspec } from "../../src/jupyter/index.js";
import { oraclePython } from "../oracle/python.js";

const SCRIPT = fileURLToPath(new URL("../oracle/jupyter_kernelspecs.py", import.meta.url));
const root = realpathSync(mkdtempSync(join(tmpdir(), "cellmill-layouts-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NAMES = ["python3", "ir", "IR", "Mixed.Case", "x-1", "odd name", "none"];
const FOLDERS = ["listed-a", "listed-b", "home/.local/share/jupyter", "data", "xdg/jupyter", "env/share/jupyter"];
const KERNEL_FOLDERS = [...FOLDERS.map((folder) => `${folder}/kernels`), "home/.ipython/kernels", "ipython/kernels"];

const kernelJson = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record(
        {
          argv: fc.constantFrom(["a", "{connection_file}"], ["b", "-f", "{connection_file}"]),
          display_name: fc.constantFrom("A", "é"),
          language: fc.constantFrom("x", "R"),
          interrupt_mode: fc.constantFrom("signal", "message", "Message"),
          env: fc.constantFrom({}, { A: "1" }),
          metadata: fc.constantFrom(
            {},
            { debugger: true },
            { kernel_provisioner: { provisioner_name: "local-provisioner" } },
          ),
        },
        { requiredKeys: ["argv", "display_name", "language"] },
      )
      .map((spec) => JSON.stringify(spec)),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "{",
      "",
      "[]",
      '{"argv": ["a"], "display_name": 1, "language": "x"}',
      '{"argv": ["a"], "display_name": "A", "language": null}',
      '{"argv": ["a"], "display_name": "A", "language": "x", "interrupt_mode": "never"}',
      '{"argv": ["a"], "display_name": "A", "language": "x", "env": []}',
      '{"argv": ["a"], "display_name": "A", "language": "x", "metadata": {"kernel_provisioner": {"provisioner_name": "k8s"}}}',
    ),
  },
  // A folder without a kernel.json.
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const layout = fc.record({
  // Which of two names that differ in case only is taken from one folder is the file system's to say.
  kernels: fc.uniqueArray(
    fc.tuple(fc.constantFrom(...KERNEL_FOLDERS), fc.constantFrom(...NAMES.slice(0, -1)), kernelJson),
    { maxLength: 14, selector: ([folder, name]) => `${folder}/${name.toLowerCase()}` },
  ),
  environment: fc.constantFrom("none", "virtual", "virtual", "conda", "conda-base"),
  variables: fc.record(
    {
      JUPYTER_PATH: fc.constantFrom("LISTED-A", "LISTED-B:LISTED-A", "LISTED-A/:LISTED-B", "/nowhere:LISTED-B"),
      JUPYTER_DATA_DIR: fc.constant("DATA"),
      JUPYTER_PREFER_ENV_PATH: fc.constantFrom("1", "0", "yes", "No", "", "off", "0.0"),
      XDG_DATA_HOME: fc.constantFrom("XDG", ""),
      IPYTHONDIR: fc.constant("IPYTHON"),
    },
    { requiredKeys: [] },
  ),
});

interface Answer {
  readonly path: string[];
  readonly specs: Record<string, { readonly resourceDir: string }>;
  readonly resolved: Record<string, string | null>;
}

interface Layout {
  readonly kernels: [string, string, string | undefined][];
  readonly environment: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Makes the folders of a layout; the variables that lead to them. */
function build(
  { kernels, environment, variables }: Layout,
  index: number,
): { env: Record<string, string>; prefix: string | null } {
  const base = join(root, String(index));
  for (const folder of ["home", "env", ...FOLDERS]) mkdirSync(join(base, folder), { recursive: true });
  // Configuration of Jupyter's applications is not the business of who runs a notebook by jupyter_client, as papermill does.
  mkdirSync(join(base, "home/.jupyter"));
  const settings = { KernelSpecManager: { allowed_kernelspecs: ["none"], ensure_native_kernel: false } };
  writeFileSync(join(base, "home/.jupyter/jupyter_config.json"), JSON.stringify(settings));
  for (const [folder, name, json] of kernels) {
    const path = join(base, folder, name);
    mkdirSync(path, { recursive: true });
    if (json !== undefined) writeFileSync(join(path, "kernel.json"), json);
  }
  const env: Record<string, string> = { HOME: join(base, "home") };
  for (const [name, value] of Object.entries(variables))
    env[name] = value.replaceAll(/[A-Z][A-Z-]+/g, (word) =>
      /^(LISTED-[AB]|DATA|XDG|IPYTHON)$/.test(word) ? join(base, word.toLowerCase()) : word,
    );
  const prefix = environment === "none" ? null : join(base, "env");
  if (environment === "virtual") env["VIRTUAL_ENV"] = join(base, "env");
  if (environment.startsWith("conda")) {
    env["CONDA_PREFIX"] = join(base, "env");
    env["CONDA_DEFAULT_ENV"] = environment === "conda" ? "work" : "base";
  }
  return { env, prefix };
}

it("finds in 400 random layouts the kernels that jupyter_client finds, in the same folders", () => {
  const layouts = fc.sample(layout, { numRuns: 400, seed: 7 }).map((each, index) => build(each as Layout, index));
  const requests = layouts.map((each) => `${JSON.stringify({ ...each, names: NAMES })}\n`).join("");
  const output = execFileSync(oraclePython(), [SCRIPT], { input: requests, encoding: "utf8", maxBuffer: 1 << 28 });
  const answers = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
  expect(answers).toHaveLength(layouts.length);
  layouts.forEach(({ env }, index) => {
    const { path, specs, resolved } = answers[index] as Answer;
    // The oracle's own ipykernel, which is in no layout.
    const fromFolders = (folder: string | null | undefined) =>
      folder?.endsWith("/ipykernel/resources") ? undefined : folder;
    expect(jupyterPath(env), JSON.stringify(env)).toEqual(path);
    const found = [...findKernelspecs({ env }).values()].filter(({ resourceDir }) => resourceDir !== "");
    const theirs = Object.entries(specs).filter(([, { resourceDir }]) => fromFolders(resourceDir) !== undefined);
    expect(Object.fromEntries(found.map(({ name, ...spec }) => [name, spec])), JSON.stringify(env)).toEqual(
      Object.fromEntries(theirs),
    );
    for (const name of NAMES) expect(folderOf(name, env), name).toBe(fromFolders(resolved[name]) ?? undefined);
  });
  expect(answers.flatMap(({ specs }) => Object.keys(specs)).length).toBeGreaterThan(800);
});

function folderOf(name: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    return resolveKernelspec(name, { env }).resourceDir;
  } catch {
    return undefined;
  }
}
