import * as readline from "node:readline";
import * as promises from "node:readline/promises";
import { Readable } from "node:stream";
import { promisify } from "node:util";

type Ask = (prompt: string, what: string) => string;

/** The standard input of cells: none. Whoever waits for its end waits for ever once it has been told, so each is new. */
class EmptyStdin extends Readable {
  readonly fd = 0;

  override _read(): void {
    this.push(null);
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/**
 * Gives cells a `process.stdin` that is at its end, in each cell anew, and has readline's `question` on it ask the user as
 * `input()` does: on an input that has ended it would never answer.
 */
export function replaceProcessStdin(ask: Ask): void {
  let stdin = new EmptyStdin();
  Object.defineProperty(process, "stdin", {
    configurable: true,
    enumerable: true,
    get: () => {
      if (stdin.readableEnded || stdin.destroyed) stdin = new EmptyStdin();
      return stdin;
    },
  });
  askByCallback(readline.Interface.prototype, ask);
  askByPromise(promises.Interface.prototype, ask);
}

const WHAT = "readline's question()";

function asksUser(reader: object): boolean {
  return (reader as { input?: unknown }).input instanceof EmptyStdin;
}

type Question = (this: object, ...given: unknown[]) => unknown;

function askByCallback(prototype: readline.Interface, ask: Ask): void {
  const original = prototype.question as Question & { readonly [promisify.custom]?: Question };
  const question: Question = function (...given) {
    const answered = given.findLast((item) => typeof item === "function") as ((answer: string) => void) | undefined;
    if (!asksUser(this) || answered === undefined) return Reflect.apply(original, this, given);
    process.nextTick(answered, ask(String(given[0]), WHAT));
    return undefined;
  };
  prototype.question = Object.assign(question, { [promisify.custom]: byPromise(original[promisify.custom], ask) });
}

function askByPromise(prototype: promises.Interface, ask: Ask): void {
  prototype.question = byPromise(prototype.question as Question, ask) as promises.Interface["question"];
}

function byPromise(original: Question | undefined, ask: Ask): Question {
  return async function (...given) {
    if (!asksUser(this) && original !== undefined) return Reflect.apply(original, this, given);
    return ask(String(given[0]), WHAT);
  };
}
