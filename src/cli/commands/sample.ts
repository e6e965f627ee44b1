import { OptionError } from "../../core/errors.js";
import type { ProgressListener } from "../../core/progress.js";
import type { Command } from "../command.js";
import { integerValue } from "../integer-option.js";
import { flagOption, lastValue, type ParsedArguments, valueOption } from "../option-table.js";

/** `cellmill sample DIR`: writes a simulated, Census-shaped SOMA experiment. */
export const command: Command = {
  options: [
    valueOption("cells", "N", "Number of cells (20000)."),
    valueOption("genes", "N", "Number of genes (8000)."),
    valueOption("seed", "N", "Decides everything random: equal numbers make equal data (1)."),
    flagOption("force", "Replace an experiment that lies in the folder."),
    valueOption("format-version", "V", "TileDB format: 22 (default), or 21 for tiledbsoma before 1.13."),
  ],
  positional: ["DIR"],
  notes: "DIR is the folder to make; it must not exist, or be empty.",
  run: runSample,
};

async function runSample(parsed: ParsedArguments): Promise<void> {
  const [dir = ""] = parsed.positional;
  const cells = integerValue(parsed, "cells") ?? 20_000;
  const genes = integerValue(parsed, "genes") ?? 8_000;
  const seed = integerValue(parsed, "seed") ?? 1;
  const formatVersion = formatVersionOf(parsed);
  const { writeSample } = await import("../../sample/index.js");
  const { stopSignals } = await import("../stop-signals.js");
  const stop = stopSignals();
  const started = performance.now();
  try {
    const written = await writeSample(dir, {
      cells,
      genes,
      seed,
      force: parsed.flags.get("force") ?? false,
      formatVersion,
      signal: stop.signal,
      onProgress: progressLine(),
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const shape = `${grouped(written.cells)} cells × ${grouped(written.genes)} genes`;
    console.log(`${dir}: ${shape}, ${grouped(written.nnz)} values, ${seconds} s`);
  } catch (error) {
    const exitCode = stop.exitCode();
    if (exitCode === undefined) throw error;
    process.stderr.write(`stopped; ${dir} is as it was\n`);
    process.exitCode = exitCode;
  } finally {
    stop.close();
  }
}

/** A line on a terminal's stderr that is written over; nothing where the output is not a terminal. */
function progressLine(): ProgressListener {
  if (!process.stderr.isTTY) return () => {};
  return ({ label, done, total }) => {
    const end = done === total ? "\n" : "";
    process.stderr.write(
      `\r${label}: ${Math.floor((100 * done) / total)} % (${grouped(done)} of ${grouped(total)})${end}`,
    );
  };
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function formatVersionOf(parsed: ParsedArguments): 21 | 22 {
  const text = lastValue(parsed, "format-version") ?? "22";
  if (text === "21") return 21;
  if (text === "22") return 22;
  throw new OptionError({ what: "option --format-version", expected: "21 or 22", got: JSON.stringify(text) });
}
