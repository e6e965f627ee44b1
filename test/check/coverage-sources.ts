/** Sources with everything that V8 counts apart, as JavaScript; those of `TYPESCRIPT` are compiled, with source maps. */
export const JAVASCRIPT: Readonly<Record<string, string>> = {
  "arrows.mjs": `export const used = (x) => x + 1;
export const unused = (x) => {
  return x - 1;
};
export const nested = () => [1, 2, 3].map((x) => x * 2).filter((x) => x > 2);
export const curried = (a) => (b) =>
  a + b;
`,
  "branches.cjs": `"use strict";
/* A comment
   of two lines. */

exports.early = function early(x) {
  if (x < 0) return "negative";
  if (x === 0) {
    return "zero";
  } else if (x > 100) {
    return "big";
  }
  return "positive";
};

exports.ternary = (x) => (x ? "yes" : "no");
exports.long = (x) =>
  x
    ? "yes"
    : "no";
exports.logical = (a, b, c) => (a && b()) || (c ?? b());
exports.defaults = ({ a = 1, b = [] } = {}) => a + b.length;
exports.optional = (x) => x?.y?.z;
exports.choose = function choose(word) {
  switch (word) {
    case "a":
      return 1;
    case "b": {
      const two = 2;
      return two;
    }
    case "c":
    case "d":
      return 3;
    default:
      return 0;
  }
};
exports.neverCalled = function neverCalled() {
  function inner() {
    return 1;
  }
  return inner();
};
`,
  "loops.cjs": `exports.sum = (n) => {
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (i % 2) continue;
    total += i;
    if (total > 50) break;
  }
  while (total > 20) total -= 3;
  do {
    total++;
  } while (total < 0);
  for (const key of []) {
    total += key;
  }
  for (const key in { a: 1 }) total += key.length;
  return total;
};
exports.tried = (f) => {
  try {
    return f();
  } catch (error) {
    if (error instanceof TypeError) return "type";
    return "other";
  } finally {
    exports.finished = true;
  }
};
exports.caught = () => {
  try {
    throw new TypeError("no");
  } catch {
    return 1;
  }
};
`,
  "async.mjs": `export async function waits(x) {
  await null;
  if (x) await Promise.resolve();
  return x;
}
export function* counts(n) {
  for (let i = 0; i < n; i++) yield i;
  yield* [];
}
export async function* both() {
  yield 1;
  if (Date.now() < 0) yield 2;
}
export const neverAwaited = async () => {
  await null;
};
`,
  "classes.mjs": `export class Base {
  static made = 0;
  #secret = 1;
  field = () => this.#secret;
  static {
    Base.made += 1;
  }
  constructor(x) {
    if (x === undefined) return;
    this.x = x;
  }
  get double() {
    return this.x * 2;
  }
  set double(value) {
    this.x = value / 2;
  }
  static create(x) {
    return new this(x);
  }
  ["computed" + 1]() {
    return 1;
  }
}
export class Derived extends Base {
  other = this.field();
  unused() {
    return super.double;
  }
}
`,
  "ignored.cjs": `exports.f = (x) => {
  /* c8 ignore next */
  if (x) return 1;
  /* c8 ignore start */
  if (x === 0) {
    return 2;
  }
  /* c8 ignore stop */
  return 3;
};
`,
  "windows.cjs": "exports.f = (x) => {\r\n  if (x) {\r\n    return 1;\r\n  }\r\n  return 2;\r\n};\r\n",
  "script.cjs": `#!/usr/bin/env node
exports.ünïcödé = (x) => (x ? "grün" : "日本");
exports.never = () => "\u{1f600}";`,
  "worker.cjs": `const { parentPort } = require("node:worker_threads");
const { sum, caught } = require("./loops.cjs");
parentPort.postMessage(sum(3) + caught());
`,
  "never-loaded.mjs": `export function a() {
  return 1;
}

export const b = () => (a() ? 1 : 2);
`,
  "empty.cjs": "",
};

export const TYPESCRIPT: Readonly<Record<string, string>> = {
  "shapes.mts": `/** A shape. */
export interface Shape {
  readonly name: string;
  area(): number;
}

export type Maybe<T> = T | undefined;

export class Square implements Shape {
  readonly name = "square";
  static count: number = 0;
  private side: number;
  constructor(side: number) {
    this.side = side;
    Square.count++;
  }
  area(): number {
    return this.side ** 2;
  }
  scale(factor: number): Square {
    return new Square(this.side * factor);
  }
}

export function describe<T extends Shape>(shape: Maybe<T>, long = false): string {
  if (shape === undefined) return "none";
  const { name } = shape satisfies Shape;
  return long
    ? \`\${name} of \${shape.area()}\`
    : name;
}

export const first = <T,>(list: readonly T[]): T | undefined => list[0];
`,
  "steps.mts": `import { describe, Square, type Shape } from "./shapes.mjs";

enum Level {
  Low,
  High = 5,
}

export async function run(shapes: readonly Shape[]): Promise<string[]> {
  const out: string[] = [];
  for (const shape of shapes) {
    switch (shape.area() as Level | number) {
      case Level.Low:
        out.push("nothing");
        break;
      case 4:
        out.push(describe(shape, true));
        break;
      default:
        out.push(describe(shape));
    }
    await Promise.resolve();
  }
  try {
    out.push(shapes[10]!.name);
  } catch (error: unknown) {
    out.push(error instanceof TypeError ? "type" : String(error));
  }
  return out;
}

export const unused = (level: Level): boolean => level === Level.High && Square.count > 0;

namespace Inner {
  export const value = unused.length || 7;
}
export const inner: number = Inner.value;
`,
  // What it is compiled to is gone when coverage is read, as with loaders that compile in memory.
  "memory.mts": `interface Options {
  readonly long?: boolean;
}

export function text({ long = false }: Options = {}): string {
  if (long) {
    return "long";
  }
  return "short";
}
`,
  "never-loaded.mts": `import type { Shape } from "./shapes.mjs";

export const nothing = (shape: Shape): number => (shape ? 1 : 0);
`,
};

/** What "notebooks" run of them: each is the text of a script beside the compiled files. */
export const RUNS: Readonly<Record<string, readonly string[]>> = {
  "javascript.ipynb": [
    `import { nested, used } from "../src/arrows.mjs";
import { waits, counts, both } from "../src/async.mjs";
import branches from "../src/branches.cjs";
import { Derived } from "../src/classes.mjs";
import ignored from "../src/ignored.cjs";
import "../src/empty.cjs";
used(1);
nested();
await waits(false);
[...counts(2)];
for await (const _ of both());
branches.early(5);
branches.ternary(true);
branches.long(false);
branches.logical(1, () => 0, null);
branches.defaults();
branches.optional(undefined);
branches.choose("b");
new Derived(1);
ignored.f(1);
`,
    `import branches from "../src/branches.cjs";
branches.early(-1);
branches.choose("z");
branches.ternary(false);
`,
  ],
  "threads.ipynb": [
    `import { Worker } from "node:worker_threads";
import loops from "../src/loops.cjs";
import script from "../src/script.cjs";
import windows from "../src/windows.cjs";
loops.sum(30);
loops.tried(() => 1);
script.ünïcödé(false);
windows.f(0);
const worker = new Worker(new URL("../src/worker.cjs", import.meta.url));
await new Promise((resolve) => worker.once("exit", resolve));
`,
  ],
  "typescript.ipynb": [
    `import { run } from "./steps.mjs";
import { Square, first } from "./shapes.mjs";
import { text } from "./memory.mjs";
text();
await run([new Square(2), new Square(3)]);
first([]);
`,
  ],
  "nothing.ipynb": [`Math.max(1, 2);`],
};
