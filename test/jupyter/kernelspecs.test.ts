import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findKernelspecs, jupyterPath, resolveKernelspec } from "../../src/jupyter/index.js";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "cellmill-specs-"));
  const add = (folder: string, name: string, spec: unknown): void => {
    const path = join(root, folder, "kernels", name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "kernel.json"), typeof spec === "string" ? spec : JSON.stringify(spec));
  };
  add("first", "both", { argv: ["a", "{connection_file}"], display_name: "First", language: "x" });
  add("user", "both", { argv: ["b"], display_name: "Second", language: "x" });
  add("user", "Upper", { argv: ["u"], display_name: "U", language: "u", interrupt_mode: "message", env: { A: "1" } });
  add("user", "broken", "{");
  add("user", "empty", { argv: [] });
  add("user", "remote", { argv: ["r"], metadata: { kernel_provisioner: { provisioner_name: "k8s" } } });
  add("venv/share/jupyter", "py", { argv: ["python", "-m", "x"], display_name: "Py", language: "python" });
  mkdirSync(join(root, "venv", "bin"));
  writeFileSync(join(root, "venv", "bin", "python"), "");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const env = (): Record<string, string> => ({
  JUPYTER_PATH: join(root, "first"),
  JUPYTER_DATA_DIR: join(root, "user"),
  VIRTUAL_ENV: join(root, "venv"),
});

describe("jupyterPath", () => {
  it("lists JUPYTER_PATH, the active environment's folder, the user's, the system's", () => {
    const [first, user, venv] = ["first", "user", "venv/share/jupyter"].map((folder) => join(root, folder));
    expect(jupyterPath(env()).slice(0, 3)).toEqual([first, venv, user]);
    expect(jupyterPath({ ...env(), JUPYTER_PREFER_ENV_PATH: "0" }).slice(0, 3)).toEqual([first, user, venv]);
    const { VIRTUAL_ENV: CONDA_PREFIX, ...rest } = env();
    expect(jupyterPath({ ...rest, CONDA_PREFIX, CONDA_DEFAULT_ENV: "work" })[1]).toBe(venv);
    expect(jupyterPath({ ...rest, CONDA_PREFIX, CONDA_DEFAULT_ENV: "base" })[1]).toBe(user);
  });
});

describe("kernelspecs", () => {
  it("are found in that order, the first of a name wins, broken ones are left out", () => {
    const specs = findKernelspecs({ env: env() });
    expect(specs.get("both")?.displayName).toBe("First");
    expect(specs.has("broken")).toBe(false);
    expect(specs.has("empty")).toBe(false);
    expect(specs.get("cellmill")?.language).toBe("typescript");
  });

  it("are resolved whatever their case", () => {
    expect(resolveKernelspec("uPPer", { env: env() })).toMatchObject({ interruptMode: "message", env: { A: "1" } });
  });

  it("take the Python of the environment that they lie in", () => {
    expect(resolveKernelspec("py", { env: env() }).argv[0]).toBe(join(root, "venv", "bin", "python"));
  });

  it.each([
    ["broken", /broken.kernel\.json: the kernelspec cannot be read: got/],
    ["empty", /empty.kernel\.json: "argv" of the kernelspec: expected a list of texts, the command first, got \[\]/],
    ["remote", /remote.kernel\.json: the kernel needs the provisioner "k8s", which is not here/],
  ])(
    "that are broken (%s) say so when they are asked for: another of that name is not what was meant",
    (name, message) => {
      expect(() => resolveKernelspec(name, { env: env() })).toThrow(message);
    },
  );

  it("have python3 where ipykernel is installed in the active environment, as Jupyter has it", () => {
    expect(findKernelspecs({ env: env() }).has("python3")).toBe(false);
    mkdirSync(join(root, "venv/lib/python3.12/site-packages/ipykernel/resources"), { recursive: true });
    const spec = resolveKernelspec("Python3", { env: env() });
    expect(spec.argv).toEqual([join(root, "venv/bin/python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]);
    expect(findKernelspecs({ env: env() }).get("python3")).toEqual(spec);
  });

  it("always have the built-in one under cellmill, with an absolute Node", () => {
    const spec = resolveKernelspec("Cellmill", { env: env() });
    expect(spec.argv[0]).toBe(process.execPath);
    expect(spec.argv.at(-1)).toBe("{connection_file}");
    expect(spec.interruptMode).toBe("message");
  });

  it("that are missing give an error that lists the others", () => {
    expect(() => resolveKernelspec("bot", { env: env() })).toThrow(
      /no kernel named "bot".*both.*Did you mean both\?.* set JUPYTER_PATH/s,
    );
  });

  it("that are missing and Python's give an error that says how they become known", () => {
    const nothing = { PATH: join(root, "nothing"), HOME: join(root, "nothing") };
    expect(() => resolveKernelspec("python3", { env: nothing })).toThrow(
      /Activate the environment that has ipykernel, or run "python -m ipykernel install --user" in it, or set JUPYTER_PATH/,
    );
  });
});
