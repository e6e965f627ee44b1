import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installKernelspec, removeKernelspec } from "../../src/jupyter/kernelspec-install.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kernelspec-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("install writes a kernel.json that starts Node by its absolute path", () => {
  const place = installKernelspec({ env: { JUPYTER_DATA_DIR: folder } });
  expect(place).toBe(join(folder, "kernels", "cellmill"));
  const spec = JSON.parse(readFileSync(join(place, "kernel.json"), "utf8")) as { argv: string[] };
  expect(spec).toMatchObject({
    display_name: "TypeScript (cellmill)",
    language: "typescript",
    interrupt_mode: "message",
  });
  expect(spec.argv[0]).toBe(process.execPath);
  expect(spec.argv[1]).toBe("--no-force-async-hooks-checks");
  expect(spec.argv[2]).toMatch(/kernel-ext.dist.main\.js$|cellmill-kernel.dist.main\.js$/);
  expect(spec.argv[3]).toBe("{connection_file}");
});

test("name, display name and prefix say where and as what", () => {
  const place = installKernelspec({ name: "My-Kernel", displayName: "Mine", prefix: folder });
  expect(place).toBe(join(folder, "share", "jupyter", "kernels", "my-kernel"));
  expect(JSON.parse(readFileSync(join(place, "kernel.json"), "utf8"))).toMatchObject({ display_name: "Mine" });
});

test("the user's folder is used when JUPYTER_DATA_DIR is not set", () => {
  const place = installKernelspec({ env: { HOME: folder, XDG_DATA_HOME: join(folder, "data"), APPDATA: folder } });
  expect(place.startsWith(folder)).toBe(true);
});

test("installing twice replaces, removing deletes, removing again says that nothing is there", () => {
  const env = { JUPYTER_DATA_DIR: folder };
  installKernelspec({ env });
  const place = installKernelspec({ env, displayName: "second" });
  expect(readFileSync(join(place, "kernel.json"), "utf8")).toContain("second");
  expect(removeKernelspec({ env })).toBe(place);
  expect(existsSync(place)).toBe(false);
  expect(() => removeKernelspec({ env })).toThrow(/no kernelspec "cellmill"/);
});

test("a kernelspec of another program is neither replaced nor removed", () => {
  const env = { JUPYTER_DATA_DIR: folder };
  const other = join(folder, "kernels", "python3");
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, "kernel.json"), '{"argv":["python"]}');
  expect(() => installKernelspec({ name: "python3", env })).toThrow(/another program/);
  expect(() => removeKernelspec({ name: "python3", env })).toThrow(/another program/);
});

test.each(["../x", "a b", "", ".."])("the name %j is refused", (name) => {
  expect(() => installKernelspec({ name, env: { JUPYTER_DATA_DIR: folder } })).toThrow(/option name/);
});

test("an unknown option is refused", () => {
  expect(() => installKernelspec({ nmae: "x" } as never)).toThrow(/unknown option "nmae"/);
});
