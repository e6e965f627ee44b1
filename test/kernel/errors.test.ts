import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelHarness } from "./kernel-harness.js";

let kernel: KernelHarness;
beforeAll(async () => {
  kernel = await KernelHarness.start();
});
afterAll(() => kernel.stop());

const file = (executed: { reply: Readonly<Record<string, unknown>> }): string =>
  `cell-${executed.reply["execution_count"]}.ts`;

test("a thrown error speaks of the cell's own lines, with a caret and no frames of ours", async () => {
  const code = "interface Unused { a: string }\nfunction fail(x: any): number {\n  return x.y.z;\n}\n\nfail({});";
  const run = await kernel.execute(code);
  expect(run.error).toEqual({
    ename: "TypeError",
    evalue: "Cannot read properties of undefined (reading 'z')",
    traceback: [
      "TypeError: Cannot read properties of undefined (reading 'z')",
      `${file(run)}:3:14`,
      "  1 | interface Unused { a: string }",
      "  2 | function fail(x: any): number {",
      "> 3 |   return x.y.z;",
      "    |              ^",
      "  4 | }",
      "  5 |",
      `    at fail (${file(run)}:3:14)`,
      `    at ${file(run)}:6:1`,
    ],
  });
  expect(run.reply).toMatchObject({ status: "error", ename: "TypeError", traceback: run.error!["traceback"] });
});

test("an error in a function of an earlier cell points into that cell, also after an await", async () => {
  const first = await kernel.execute(
    "async function later() {\n  await null;\n  throw new RangeError('from afar');\n}",
  );
  const second = await kernel.execute("const unused = 1;\nawait later();");
  expect(second.error!["traceback"]).toContain(`${file(first)}:3:9`);
  expect((second.error!["traceback"] as string[]).join("\n")).toContain(`${file(second)}:2:1`);
});

test("positions stay right with a magic, live bindings and rewritten expressions on the line", async () => {
  await kernel.execute("let shared = 1;");
  const run = await kernel.execute("%%time\nconst o = { shared }; await null; null!.x;");
  expect(run.error, JSON.stringify(run.error)).toMatchObject({ ename: "TypeScriptError" });
  const thrown = await kernel.execute("%%time\nconst o2 = { shared }; await null; (null as any).x;");
  expect(thrown.error!["traceback"]).toContain(`${file(thrown)}:2:50`);
});

test("what user code reads in `stack` is mapped as well", async () => {
  const run = await kernel.execute("type T = string;\nconsole.log(new Error('seen').stack)");
  expect(run.stdout).toBe(`Error: seen\n    at ${file(run)}:2:13\n`);
});

test("causes and the errors of an AggregateError follow", async () => {
  const run = await kernel.execute(
    "const inner = new TypeError('inner');\nthrow new Error('outer', { cause: new AggregateError([inner], 'many') })",
  );
  const text = (run.error!["traceback"] as string[]).join("\n");
  expect(text).toMatch(/^Error: outer/);
  expect(text).toMatch(/Caused by: AggregateError: many/);
  expect(text).toMatch(/One of: TypeError: inner/);
});

test.each([
  ["a string", "throw 'plain'", { ename: "Thrown", evalue: "plain" }],
  ["an object", "throw { a: 1 }", { ename: "Thrown", evalue: "{ a: 1 }" }],
  ["undefined", "throw undefined", { ename: "Thrown", evalue: "undefined" }],
  ["a rejected promise as result", "Promise.reject(new RangeError('late'))", { ename: "RangeError", evalue: "late" }],
  ["too deep a recursion", "function deep(): number { return 1 + deep() }\ndeep()", { ename: "RangeError" }],
  ["a display method that fails", "({ toMimeBundle() { throw new Error('no show') } })", { evalue: "no show" }],
  ["a missing module", "await import('no-such-' + 'package')", { evalue: /no-such-package/ }],
])("throwing %s", async (_name, code, expected) => {
  const { evalue, ...rest } = expected as { evalue?: string | RegExp };
  const { error } = await kernel.execute(code);
  expect(error).toMatchObject(rest);
  if (evalue instanceof RegExp) expect(error!["evalue"]).toMatch(evalue);
  else if (evalue !== undefined) expect(error!["evalue"]).toBe(evalue);
});

test("type errors have TypeScript's codes and carets, and nothing of the cell runs", async () => {
  const run = await kernel.execute("console.log('must not run');\nlet n: number = 'text';\nnope();");
  expect(run.stdout).toBe("");
  expect(run.error).toEqual({
    ename: "TypeScriptError",
    evalue: "TS2322: Type 'string' is not assignable to type 'number'. (and 1 more)",
    traceback: [
      "TypeScriptError: TS2322: Type 'string' is not assignable to type 'number'. (and 1 more)",
      `${file(run)}:2:5 - TS2322: Type 'string' is not assignable to type 'number'.`,
      "  1 | console.log('must not run');",
      "> 2 | let n: number = 'text';",
      "    |     ^",
      "  3 | nope();",
      `${file(run)}:3:1 - TS2304: Cannot find name 'nope'.`,
      "  1 | console.log('must not run');",
      "  2 | let n: number = 'text';",
      "> 3 | nope();",
      "    | ^^^^",
    ],
  });
});

test("syntax errors are type script errors too", async () => {
  expect((await kernel.execute("const = 1")).error).toMatchObject({ ename: "TypeScriptError" });
});

test("requests that wait when a cell fails are aborted, later ones run", async () => {
  const failing = kernel.execute("await new Promise((r) => setTimeout(r, 100)); throw new Error('stop')");
  const waiting = [kernel.execute("1"), kernel.execute("2")];
  expect((await failing).reply["status"]).toBe("error");
  for (const run of await Promise.all(waiting)) {
    expect(run.reply["status"]).toBe("aborted");
    expect(run.messages.map((message) => message.header.msg_type)).toEqual(["status", "status"]);
  }
  expect((await kernel.execute("3")).result).toEqual({ "text/plain": "3" });
});

test("with stop_on_error false the waiting ones run", async () => {
  const options = { content: { stop_on_error: false } };
  const failing = kernel.execute("await new Promise((r) => setTimeout(r, 50)); throw new Error('go on')", options);
  const waiting = kernel.execute("4");
  expect((await failing).reply["status"]).toBe("error");
  expect((await waiting).result).toEqual({ "text/plain": "4" });
});

test("unhandled rejections and errors of timers show with the cell, and the kernel lives", async () => {
  const run = await kernel.execute(
    "void Promise.reject(new RangeError('nobody waits'));\nsetTimeout(() => { throw new Error('in a timer') }, 1);\nawait new Promise((r) => setTimeout(r, 30));",
  );
  expect(run.reply["status"]).toBe("ok");
  expect(run.stderr).toContain("Unhandled rejection: RangeError: nobody waits");
  expect(run.stderr).toContain("Uncaught Error: in a timer");
  expect(run.stderr).toContain(`${file(run)}:2:26`);
  expect((await kernel.execute("'alive'")).result).toEqual({ "text/plain": "'alive'" });
});

test("a rejection in the very last statement still belongs to its cell", async () => {
  const run = await kernel.execute("void Promise.reject(new Error('at the end'));");
  expect(run.stderr).toContain("at the end");
});
