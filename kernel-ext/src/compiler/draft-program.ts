import type ts from "typescript";
import type { CompilerInternals } from "./program-internals.js";

type TypeScript = typeof ts;

/** What the compiler's watch asks for when it needs a program. */
export type CreateProgram = ts.CreateProgram<ts.BuilderProgram>;

/**
 * tslab compiles each cell twice: once to learn the names that it declares, and again with a line behind it that exports
 * them. For the names, a program of all libraries is not needed: in its place this makes one that only has the cell, parsed
 * and bound.
 */
export class DraftPrograms {
  readonly #compiler: TypeScript;
  readonly #cellFile: string;
  /** The whole program behind each draft, from which the next one is made. */
  readonly #wholeOf = new WeakMap<object, ts.BuilderProgram>();
  #wanted = false;

  constructor(compiler: TypeScript, cellFile: string) {
    this.#compiler = compiler;
    this.#cellFile = cellFile;
  }

  /** Runs what asks for a draft first, unless the cell declares nothing, and for the whole then. */
  during<T>(convert: () => T): T {
    this.#wanted = true;
    try {
      return convert();
    } finally {
      this.#wanted = false;
    }
  }

  /** Makes programs with `create`, except for drafts. */
  around(create: CreateProgram): CreateProgram {
    return (roots, options, host, old, ...rest) => {
      const whole = (old && this.#wholeOf.get(old)) ?? old;
      const file = this.#wanted && whole !== undefined ? this.#draftOf(options, host) : undefined;
      this.#wanted = false;
      if (file === undefined || whole === undefined) return create(roots, options, host, whole, ...rest);
      const draft = Object.create(whole, {
        getSourceFile: {
          value: (name: string) => (name.endsWith(`/${this.#cellFile}`) ? file : whole.getSourceFile(name)),
        },
        // What is in this one's place is out of date, even if the next cell is the same as the one before.
        getProgramOrUndefined: { value: () => undefined },
      }) as ts.BuilderProgram;
      this.#wholeOf.set(draft, whole);
      return draft;
    };
  }

  /** The cell by itself; `undefined` if it declares nothing or already exports all of it, so that no other program follows. */
  #draftOf(options: ts.CompilerOptions | undefined, host: ts.CompilerHost | undefined): ts.SourceFile | undefined {
    if (options === undefined || host === undefined) return undefined;
    const path = `${host.getCurrentDirectory()}/${this.#cellFile}`;
    const text = host.readFile(path);
    if (text === undefined) return undefined;
    const compiler = this.#compiler;
    const file = compiler.createSourceFile(path, text, options.target ?? compiler.ScriptTarget.Latest);
    const { bindSourceFile } = compiler as unknown as CompilerInternals;
    bindSourceFile(file, options);
    const { locals } = file as unknown as { readonly locals?: ReadonlyMap<string, unknown> };
    const names = [...(locals?.keys() ?? [])];
    if (names.length === 0 || text.endsWith(`\nexport {${names.join(", ")}}`)) return undefined;
    return file;
  }
}
