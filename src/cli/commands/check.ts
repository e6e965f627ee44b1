import { appendFile } from "node:fs/promises";
import type { CheckOptions, CoverageSummary, NotebookVerdict } from "../../check/index.js";
import type { CommandGuard } from "../../check/report/github.js";
import { OptionError } from "../../core/errors.js";
import { CHECK_OPTIONS } from "../check-options.js";
import type { Command } from "../command.js";
import { lastValue, type ParsedArguments } from "../option-table.js";
import type { Terminal } from "../terminal-options.js";
import { packageVersion } from "../version.js";

export const command: Command = {
  options: CHECK_OPTIONS,
  notes: "Exit codes: 0 all as stored, 1 a notebook failed to run, 2 wrong usage, 3 an output differs.",
  run: check,
};

/** A reader such as `head` may go before the end: what was found counts all the same, and reports are still to be written. */
function outliveReaders(): void {
  // Of all else the command line says what it is.
  const others = process.stdout.listeners("error");
  process.stdout.removeAllListeners("error").on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") for (const listener of others) listener.call(process.stdout, error);
  });
}

async function check(parsed: ParsedArguments): Promise<void> {
  if (parsed.positional.length === 0) throw new OptionError({ what: "Missing argument 'NOTEBOOK|FOLDER...'" });
  if (parsed.flags.get("types-only")) (await import("../../check/typecheck/type-checker.js")).warmTypeChecker();
  const { checkArguments, comparingArguments, coverageArguments } = await import("../check-arguments.js");
  const options = await checkArguments(parsed);
  outliveReaders();
  const { reporters, directory } = await coverageArguments(parsed);
  const { checkNotebooks, coverageReport, exitCode, terminalSummary, writeCoverage } = await import(
    "../../check/index.js"
  );
  const start = performance.now();
  const { terminalOptions } = await import("../terminal-options.js");
  const terminal = {
    ...terminalOptions(),
    options: comparingArguments(parsed),
    matrix: (options.matrix ?? []).length > 0,
  };
  const { stopSignals } = await import("../stop-signals.js");
  const stop = stopSignals();
  let coverage: CoverageSummary | undefined;
  const { commandGuard } = await import("../../check/report/github.js");
  const guard = isGithub(parsed) ? commandGuard() : undefined;
  process.stdout.write(guard?.stop ?? "");
  try {
    const verdicts = await checkNotebooks(parsed.positional, {
      ...options,
      onVerdict: await printer(parsed, terminal),
      onCoverage: (summary) => {
        coverage = summary;
      },
      signal: stop.signal,
    } satisfies CheckOptions);
    await writeReports(parsed, verdicts, coverage);
    if (guard !== undefined) await annotate(verdicts, coverage, guard);
    if (coverage !== undefined) {
      process.stdout.write(coverageReport(coverage));
      await writeCoverage(coverage, reporters, directory);
    }
    process.stdout.write(terminalSummary(verdicts, (performance.now() - start) / 1000, terminal, options.mode));
    process.exitCode = stop.exitCode() ?? exitCode(verdicts);
  } finally {
    process.stdout.write(guard?.resume ?? "");
    stop.close();
  }
}

async function printer(parsed: ParsedArguments, terminal: Terminal): Promise<(verdict: NotebookVerdict) => void> {
  const { exitCode, terminalNotebook } = await import("../../check/index.js");
  const quiet = parsed.flags.get("quiet") ?? false;
  return (verdict) => {
    if (!quiet || exitCode([verdict]) !== 0) process.stdout.write(terminalNotebook(verdict, terminal));
  };
}

async function writeReports(
  parsed: ParsedArguments,
  verdicts: readonly NotebookVerdict[],
  coverage: CoverageSummary | undefined,
): Promise<void> {
  const reports = await import("../../check/index.js");
  const { writeText } = await import("../../runner/index.js");
  const { makeFolder } = await import("../../runner/io/make-folder.js");
  const writers: Readonly<Record<string, () => string>> = {
    junit: () => reports.junitReport(verdicts),
    gitlab: () => reports.gitlabReport(verdicts),
    sarif: () => reports.sarifReport(verdicts, packageVersion()),
    markdown: () => reports.markdownReport(verdicts, coverage),
    json: () => reports.jsonReport(verdicts, coverage),
    html: () => reports.htmlReport(verdicts, coverage),
  };
  for (const [name, write] of Object.entries(writers)) {
    const path = lastValue(parsed, name);
    if (path === undefined) continue;
    // What a long check found must not be lost for want of a folder; pytest makes it as well.
    await makeFolder(path);
    await writeText(path, write());
  }
}

function isGithub(parsed: ParsedArguments): boolean {
  return parsed.flags.get("github") ?? process.env["GITHUB_ACTIONS"] === "true";
}

/** Annotations are commands; all else that is written is guarded. */
async function annotate(
  verdicts: readonly NotebookVerdict[],
  coverage: CoverageSummary | undefined,
  guard: CommandGuard,
): Promise<void> {
  const { githubAnnotations, markdownReport } = await import("../../check/index.js");
  process.stdout.write(`${guard.resume}${githubAnnotations(verdicts)}${guard.stop}`);
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (summary) await appendFile(summary, markdownReport(verdicts, coverage));
}
