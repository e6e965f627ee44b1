import { expect, it } from "vitest";
import { forkableCommand } from "../../src/jupyter/forks/forkable-command.js";

const LAUNCH = ["/v/bin/python", "-m", "ipykernel_launcher", "-f", "/t/c.json"];

it.runIf(process.platform === "linux").each<[string, string[], Record<string, string>, boolean]>([
  ["a plain launch", LAUNCH, {}, true],
  ["more arguments", [...LAUNCH, "--matplotlib=inline"], { PYTHONPATH: "/a:/b", PATH: "bin:" }, true],
  ["the flag of IPython's kernelspecs", ["/v/bin/python", "-Xfrozen_modules=off", ...LAUNCH.slice(1)], {}, true],
  ["an interpreter on the path", ["python3", ...LAUNCH.slice(1)], { PATH: "/usr/bin:/bin" }, true],
  ["an interpreter that another folder may have", ["python3", ...LAUNCH.slice(1)], { PATH: "/usr/bin:bin" }, false],
  ["an interpreter in the working directory", ["./python", ...LAUNCH.slice(1)], {}, false],
  ["modules in the working directory", LAUNCH, { PYTHONPATH: "/a:." }, false],
  ["a flag of Python that is not known here", ["/v/bin/python", "-P", ...LAUNCH.slice(1)], {}, false],
  ["another module", ["/v/bin/python", "-m", "bash_kernel", "-f", "/t/c.json"], {}, false],
  ["a program of another kind", ["/usr/bin/R", "--slave", "-e", "IRkernel::main()"], {}, false],
  ["no interpreter", LAUNCH.slice(1), {}, false],
])("a kernel is forked only where that is the same: %s", (_name, argv, env, forkable) => {
  const parts = forkableCommand({ argv, cwd: "/n", env });
  expect(parts !== undefined).toBe(forkable);
  if (parts) expect([...parts.interpreter, "-m", "ipykernel_launcher", ...parts.kernelArguments]).toEqual(argv);
});
