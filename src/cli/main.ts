#!/usr/bin/env node
import { isCellmillError } from "../core/errors.js";
import { COMMANDS } from "./command-list.js";
import { dispatch } from "./dispatch.js";
import { packageVersion } from "./version.js";

const CELLMILL = {
  name: "cellmill",
  description:
    "TypeScript notebooks for single-cell atlases: run, check and inspect them, write sample data, install the kernel.",
  entries: COMMANDS,
  options: [{ key: "version", names: ["--version", "-V"], values: 0, help: "Show the version." }],
} as const;

/** 2 for wrong usage, as papermill has it, 1 for everything else. */
function exitCodeOf(error: unknown): number {
  return isCellmillError(error, "OptionError") || isCellmillError(error, "ParameterError") ? 2 : 1;
}

async function main(args: readonly string[]): Promise<void> {
  // A reader such as `head` may close the pipe early: that is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`error: standard output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
  try {
    // Only then may it stand for bytes that are no UTF-8.
    if (args.some((argument) => argument.includes("\ufffd")))
      (await import("./argument-bytes.js")).checkArgumentBytes(args);
    if (args[0] === "--version" || args[0] === "-V") process.stdout.write(`${packageVersion()}\n`);
    else await dispatch(CELLMILL, args);
  } catch (error) {
    const text = isCellmillError(error)
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : error;
    process.stderr.write(`error: ${text}\n`);
    // What a batch's runs ended with stays, where a file that is written after them fails.
    process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCodeOf(error));
  }
}

void main(process.argv.slice(2));
