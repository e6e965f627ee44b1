import { readFile } from "node:fs/promises";
import type { CheckMode, CheckOptions, RuleOptions } from "../check/index.js";
import { isCellmillError, OptionError } from "../core/errors.js";
import { checkReportPaths } from "./check-report-paths.js";
import { integerValue } from "./integer-option.js";
import { lastValue, type ParsedArguments } from "./option-table.js";

const MODE_FLAGS: readonly CheckMode[] = ["lax", "update", "update-missing", "types-only"];

/** The options of a check as its command line says them. */
export async function checkArguments(parsed: ParsedArguments): Promise<CheckOptions> {
  const modes = MODE_FLAGS.filter((mode) => parsed.flags.get(mode));
  if (modes.length > 1) {
    throw new OptionError({
      what: "options that exclude each other",
      got: modes.map((mode) => `--${mode}`).join(" "),
    });
  }
  const files = all(parsed, "parameters_file");
  const options: { -readonly [K in keyof CheckOptions]: CheckOptions[K] } = {
    mode: modes[0] ?? "strict",
    rules: await ruleArguments(parsed),
    matrix: all(parsed, "matrix"),
    bail: parsed.flags.get("bail") ?? false,
  };
  if (files.length > 0) options.parameters = files;
  const numbers = [
    ["jobs", integerValue(parsed, "jobs")],
    ["retries", integerValue(parsed, "retries")],
    ["cellTimeout", numberValue(parsed, "cell-timeout")],
    ["startTimeout", numberValue(parsed, "start-timeout")],
    ["maxOutputMb", numberValue(parsed, "max-output")],
  ] as const;
  for (const [name, number] of numbers) if (number !== undefined) options[name] = number;
  const texts = [
    ["shard", lastValue(parsed, "shard")],
    ["kernelName", lastValue(parsed, "kernel")],
    ["coverage", lastValue(parsed, "coverage")],
  ] as const;
  for (const [name, text] of texts) if (text !== undefined) options[name] = text;
  if (parsed.flags.get("coverage-all")) options.coverageAll = true;
  await checkOptionsAsNamedHere(options);
  await checkReportPaths(parsed);
  return options;
}

/** The options of a check whose names differ on the command line. */
const NAMES_HERE: Readonly<Record<string, string>> = {
  cellTimeout: "cell-timeout",
  startTimeout: "start-timeout",
  maxOutputMb: "max-output",
  presets: "preset",
};

/** What is wrong with an option is told by the name that it has on the command line. */
async function checkOptionsAsNamedHere(options: CheckOptions): Promise<void> {
  const { resolveOptions } = await import("../check/options.js");
  try {
    resolveOptions(options);
  } catch (error) {
    if (!isCellmillError(error, "OptionError")) throw error;
    const { where, what, ...details } = error.details;
    const name = /^option (\w+)$/.exec(what)?.[1];
    if (name === undefined && where !== "checkNotebooks") throw error;
    throw new OptionError({ ...details, what: name === undefined ? what : `option --${NAMES_HERE[name] ?? name}` });
  }
}

/** The rules of comparison that a command line gives. */
export async function ruleArguments(parsed: ParsedArguments): Promise<RuleOptions> {
  const { NBVAL_RULES, parseSanitizeFile } = await import("../check/index.js");
  const { checkSanitizer } = await import("../check/normalise/index.js");
  const rules: Record<string, unknown> = {};
  const nbval = parsed.flags.get("nbval") ?? false;
  if (nbval) Object.assign(rules, NBVAL_RULES);
  const rtol = numberValue(parsed, "rtol");
  const atol = numberValue(parsed, "atol");
  if (rtol !== undefined) rules["rtol"] = rtol;
  if (atol !== undefined) rules["atol"] = atol;
  const presets = all(parsed, "preset").flatMap((names) => names.split(","));
  if (presets.length > 0) rules["presets"] = [...(nbval ? NBVAL_RULES.presets : []), ...presets];
  const ignored = all(parsed, "ignore-mime");
  if (ignored.length > 0)
    rules["ignoreMimes"] = [...((rules["ignoreMimes"] as string[] | undefined) ?? []), ...ignored];
  const sanitizers = [];
  for (const file of all(parsed, "sanitize-with")) {
    const text = await readSanitizeFile(file);
    const found = parseSanitizeFile(text);
    for (const sanitizer of found) checkSanitizer(sanitizer, file);
    if (found.length === 0 && /regex|replace/.test(text)) {
      const expected = "lines `regex: …`, each followed by a line `replace: …`";
      throw new OptionError({ what: "the file of sanitizers holds none", where: file, expected });
    }
    sanitizers.push(...found);
  }
  if (sanitizers.length > 0) rules["sanitizers"] = sanitizers;
  return rules as RuleOptions;
}

/** The options, as given, that decide how notebooks run and what is equal: an update without them would change more. */
export function comparingArguments(parsed: ParsedArguments): string[] {
  const { names, flags } = COMPARING;
  return [
    ...flags.filter((flag) => parsed.flags.get(flag)).map((flag) => `--${flag}`),
    ...Object.entries(names).flatMap(([key, name]) => all(parsed, key).flatMap((value) => [name, value])),
  ];
}

const COMPARING = {
  flags: ["nbval"],
  names: {
    rtol: "--rtol",
    atol: "--atol",
    preset: "--preset",
    "sanitize-with": "--sanitize-with",
    "ignore-mime": "--ignore-mime",
    parameters_file: "-f",
    kernel: "-k",
    "cell-timeout": "--cell-timeout",
    "max-output": "--max-output",
  },
};

async function readSanitizeFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new OptionError({ what: "the file of sanitizers cannot be read", where: path, cause });
  }
}

function all(parsed: ParsedArguments, key: string): string[] {
  return (parsed.uses.get(key) ?? []).flatMap(([text]) => text ?? []);
}

/** Where coverage is written, and how; checked before anything runs. */
export async function coverageArguments(parsed: ParsedArguments): Promise<{
  readonly reporters: readonly string[];
  readonly directory: string;
}> {
  const { checkCoverageReporters } = await import("../check/index.js");
  const reporters = all(parsed, "coverage-reporter").flatMap((names) => names.split(","));
  checkCoverageReporters(reporters);
  const given = ["coverage-all", "coverage-reporter", "coverage-dir"].find(
    (name) => parsed.flags.has(name) || parsed.uses.has(name),
  );
  if (given !== undefined && lastValue(parsed, "coverage") === undefined) {
    throw new OptionError({
      what: `option --${given} needs --coverage`,
      hint: "Give the folder of the sources: --coverage src",
    });
  }
  return { reporters, directory: lastValue(parsed, "coverage-dir") ?? "coverage" };
}

function numberValue(parsed: ParsedArguments, key: string): number | undefined {
  const text = lastValue(parsed, key);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number)) return number;
  throw new OptionError({ what: `option --${key}`, expected: "a number", got: JSON.stringify(text) });
}
