import { basename, isAbsolute } from "node:path";
import remapping from "@jridgewell/remapping";
import type ts from "typescript";

/** A script in CommonJS, under the path that it would have beside its source. */
export interface ModuleScript {
  readonly path: string;
  readonly data: string;
}

/** What a module's script was made from. */
interface ModuleSource {
  readonly name: string;
  /** Source map of the ES module. */
  readonly emitMap: string | undefined;
}

/** The local modules that cells import: the compiler makes ES modules of them, and tslab has those converted to CommonJS. */
export class LocalModules {
  readonly #convert: (script: string) => string;
  #current: ModuleSource | undefined;

  /** `convert` gives a module's script in CommonJS, with its map. */
  constructor(convert: (script: string) => string) {
    this.#convert = convert;
  }

  /**
   * Takes the scripts of `file` to tslab. Of a module outside of its root, the notebook's folder, the compiler names the script
   * by its full path, and tslab takes none: these go to `outside`.
   */
  writer(
    file: ts.SourceFile,
    writeFile: ts.WriteFileCallback | undefined,
    outside: ModuleScript[],
  ): ts.WriteFileCallback {
    let emitMap: string | undefined;
    return (path, text, ...more) => {
      if (path.endsWith(".map")) {
        emitMap = text; // written before its script
        return;
      }
      const script = withoutMapComment(text);
      this.#current = { name: basename(file.fileName), emitMap };
      try {
        if (!isAbsolute(path)) writeFile?.(path, script, ...more);
        else if (path.endsWith(".js")) outside.push({ path, data: this.#convert(script) });
      } finally {
        this.#current = undefined;
      }
    };
  }

  /**
   * The converted script of the module that is written now, with a map to its source, for V8's coverage and debuggers;
   * `undefined` while none is written.
   */
  withMap({ outputText, sourceMapText }: ts.TranspileOutput): string | undefined {
    if (this.#current === undefined) return undefined;
    const { name, emitMap } = this.#current;
    const script = withoutMapComment(outputText);
    if (sourceMapText === undefined || emitMap === undefined) return script;
    const ofModule = { ...(JSON.parse(emitMap) as object), sources: [name], sourceRoot: "" };
    const mapOf = (_file: string, { depth }: { readonly depth: number }): string | null =>
      depth === 1 ? JSON.stringify(ofModule) : null;
    const map = remapping(sourceMapText, mapOf, { excludeContent: true });
    const encoded = Buffer.from(map.toString()).toString("base64");
    return `${script}\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
  }
}

export function withoutMapComment(text: string): string {
  return text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
}
