#!/usr/bin/env node
import { Command } from "commander";
import { isCellmillError } from "../core/errors.js";
import { register as registerCheck } from "./commands/check.js";
import { register as registerDiff } from "./commands/diff.js";
import { register as registerInfo } from "./commands/info.js";
import { register as registerInspect } from "./commands/inspect.js";
import { register as registerKernel } from "./commands/kernel.js";
import { register as registerRun } from "./commands/run.js";
import { register as registerSample } from "./commands/sample.js";
import { register as registerStrip } from "./commands/strip.js";
import { packageVersion } from "./version.js";

const program = new Command("cellmill")
  .description(
    "TypeScript notebooks for single-cell atlases: run them, inspect them, write sample data, install the kernel.",
  )
  .version(packageVersion())
  .showHelpAfterError("(add --help for the options)")
  .exitOverride();

for (const register of [
  registerRun,
  registerCheck,
  registerDiff,
  registerStrip,
  registerInspect,
  registerKernel,
  registerSample,
  registerInfo,
])
  register(program);

/** 2 for wrong usage, as papermill and commander have it, 1 for everything else. */
function exitCodeOf(error: unknown): number {
  return isCellmillError(error, "OptionError") || isCellmillError(error, "ParameterError") ? 2 : 1;
}

/** True for commander's own exits: it has printed its message already. */
function isCommanderExit(error: unknown): error is { exitCode: number } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

async function main(): Promise<void> {
  // A reader such as `head` may close the pipe early: that is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    if (isCommanderExit(error)) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const text = isCellmillError(error)
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : error;
    process.stderr.write(`error: ${text}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

void main();
