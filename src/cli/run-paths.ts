import { fstatSync } from "node:fs";
import { OptionError } from "../core/errors.js";

export interface RunPaths {
  readonly inputPath: string;
  readonly outputPath: string;
}

/** True if standard input is a pipe of the shell; a redirected file is none. */
export function isPiped(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    return false;
  }
}

/**
 * Which paths are meant, by papermill's rules: `-` is standard input or output; with input piped in, a single path is
 * the output; without a terminal the output may be left out and goes to standard output.
 */
export function runPaths(positional: readonly string[], inputPiped: boolean, outputPiped: boolean): RunPaths {
  const [first = "", second = "", ...more] = positional;
  if (more.length > 0)
    throw new OptionError({
      what: `got unexpected extra argument (${more.join(" ")})`,
      hint: "Several notebooks at once are a batch: add --jobs N.",
    });
  if (!inputPiped && positional.length === 0) throw new OptionError({ what: "Missing argument 'NOTEBOOK_PATH'" });
  if (!inputPiped && !outputPiped && second === "") throw new OptionError({ what: "Missing argument 'OUTPUT_PATH'" });
  if (inputPiped && first !== "" && second === "") return { inputPath: "-", outputPath: first };
  return { inputPath: first || "-", outputPath: second || "-" };
}
