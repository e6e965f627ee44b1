import { type Command, Option } from "commander";
import { OptionError } from "../../core/errors.js";
import type { ProgressListener } from "../../core/progress.js";

interface SampleFlags {
  readonly cells: number;
  readonly genes: number;
  readonly seed: number;
  readonly force?: boolean;
  readonly formatVersion: "21" | "22";
}

/** `cellmill sample DIR`: writes a simulated, Census-shaped SOMA experiment. */
export function register(program: Command): void {
  program
    .command("sample")
    .description("write a simulated, Census-shaped SOMA experiment into a folder")
    .argument("<dir>", "folder to make; must not exist, or be empty")
    .option("--cells <n>", "number of cells", wholeNumber("--cells"), 20_000)
    .option("--genes <n>", "number of genes", wholeNumber("--genes"), 8_000)
    .option("--seed <n>", "decides everything random: equal numbers make equal data", wholeNumber("--seed"), 1)
    .option("--force", "replace an experiment that lies in the folder")
    .addOption(
      new Option("--format-version <v>", "TileDB format: 22, or 21 for tiledbsoma before 1.13")
        .choices(["21", "22"])
        .default("22"),
    )
    .action(runSample);
}

async function runSample(dir: string, flags: SampleFlags): Promise<void> {
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
      cells: flags.cells,
      genes: flags.genes,
      seed: flags.seed,
      force: flags.force ?? false,
      formatVersion: flags.formatVersion === "21" ? 21 : 22,
      signal: controller.signal,
      onProgress: progressLine(),
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const { cells, genes, nnz } = written;
    console.log(`${dir}: ${grouped(cells)} cells × ${grouped(genes)} genes, ${grouped(nnz)} values, ${seconds} s`);
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

function wholeNumber(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll("_", ""));
    if (/^\d[\d_]*$/.test(text) && Number.isSafeInteger(value)) return value;
    throw new OptionError({ what: `option ${flag}`, expected: "a whole number", got: JSON.stringify(text) });
  };
}
