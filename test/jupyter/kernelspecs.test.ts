import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../src/jupyter/free-ports.js";
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
  it("lists JUPYTER_PATH, the user's folder, the environment's, the system's", () => {
    expect(jupyterPath(env()).slice(0, 3)).toEqual([
      join(root, "first"),
      join(root, "user"),
      join(root, "venv", "share", "jupyter"),
    ]);
    const preferEnv = jupyterPath({ ...env(), JUPYTER_PREFER_ENV_PATH: "1" });
    expect(preferEnv[1]).toBe(join(root, "venv", "share", "jupyter"));
  });
});

describe("kernelspecs", () => {
  it("are found in that order, the first of a name wins, broken folders are passed over", () => {
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

  it("always have the built-in one under cellmill, with an absolute Node", () => {
    const spec = resolveKernelspec("Cellmill", { env: env() });
    expect(spec.argv[0]).toBe(process.execPath);
    expect(spec.argv.at(-1)).toBe("{connection_file}");
    expect(spec.interruptMode).toBe("message");
  });

  it("that are missing give an error that lists the others", () => {
    expect(() => resolveKernelspec("bot", { env: env() })).toThrow(/no kernel named "bot".*both.*Did you mean both/s);
  });
});

describe("free ports", () => {
  it("are never handed out twice to kernels that start at once", async () => {
    const sets = await Promise.all(Array.from({ length: 20 }, () => freePorts(5)));
    expect(new Set(sets.flat()).size).toBe(100);
  });
});
