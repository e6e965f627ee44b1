import { OptionError } from "../../core/errors.js";
import type { ProgressListener } from "../../core/progress.js";
import type { Command } from "../command.js";
import { lastValue, namedArguments, type OptionSpec, type ParsedArguments, parseArguments } from "../option-table.js";

const SAMPLE_OPTIONS: readonly OptionSpec[] = [
  { key: "cells", names: ["--cells"], values: 1, placeholder: "N", help: "Number of cells (20000)." },
  { key: "genes", names: ["--genes"], values: 1, placeholder: "N", help: "Number of genes (8000)." },
  {
    key: "seed",
    names: ["--seed"],
    values: 1,
    placeholder: "N",
    help: "Decides everything random: equal numbers make equal data (1).",
  },
  { key: "force", names: ["--force"], values: 0, help: "Replace an experiment that lies in the folder." },
  {
    key: "format-version",
    names: ["--format-version"],
    values: 1,
    placeholder: "V",
    help: "TileDB format: 22 (default), or 21 for tiledbsoma before 1.13.",
  },
];

/** `cellmill sample DIR`: writes a simulated, Census-shaped SOMA experiment. */
export const command: Command = {
  options: SAMPLE_OPTIONS,
  notes: "DIR is the folder to make; it must not exist, or be empty.",
  run: runSample,
};

async function runSample(args: readonly string[]): Promise<void> {
  const parsed = parseArguments(args, SAMPLE_OPTIONS, "cellmill sample");
  const [dir = ""] = namedArguments(parsed, ["DIR"], "cellmill sample");
  const cells = wholeNumber(parsed, "cells", 20_000);
  const genes = wholeNumber(parsed, "genes", 8_000);
  const seed = wholeNumber(parsed, "seed", 1);
  const formatVersion = formatVersionOf(parsed);
  const { writeSample } = await import("../../sample/index.js");
  const controller = new AbortController();
  let exitCode = 130;
  const stop = (signal: NodeJS.Signals): void => {
    exitCode = signal === "SIGTERM" ? 143 : 130;
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const started = performance.now();
  try {
    const written = await writeSample(dir, {
      cells,
      genes,
      seed,
      force: parsed.flags.get("force") ?? false,
      formatVersion,
      signal: controller.signal,
      onProgress: progressLine(),
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const shape = `${grouped(written.cells)} cells × ${grouped(written.genes)} genes`;
    console.log(`${dir}: ${shape}, ${grouped(written.nnz)} values, ${seconds} s`);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write(`stopped; ${dir} is as it was\n`);
    process.exitCode = exitCode;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
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

function wholeNumber(parsed: ParsedArguments, key: string, initial: number): number {
  const text = lastValue(parsed, key);
  if (text === undefined) return initial;
  const value = Number(text.replaceAll("_", ""));
  if (/^\d[\d_]*$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new OptionError({ what: `option --${key}`, expected: "a whole number", got: JSON.stringify(text) });
}

function formatVersionOf(parsed: ParsedArguments): 21 | 22 {
  const text = lastValue(parsed, "format-version") ?? "22";
  if (text === "21") return 21;
  if (text === "22") return 22;
  throw new OptionError({ what: "option --format-version", expected: "21 or 22", got: JSON.stringify(text) });
}
