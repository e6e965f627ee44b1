import { basename, extname, resolve } from "node:path";
import { isCellmillError, OptionError, ParameterError } from "../../core/index.js";
import type { ParameterPlaces } from "../parameters/parameter-places.js";
import { formatPath, pathValues } from "../parameters/path-template.js";
import { pythonStr } from "../parameters/python-repr.js";
import type { Parameters, ParameterValue } from "../parameters/value.js";

/** One notebook with one set of parameters. */
export interface BatchRun {
  /** What tells the run from the others, such as `tissue=liver`. */
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly parameters: Parameters;
  /** Where the parameters were given, for messages about them. */
  readonly places?: ParameterPlaces;
}

/** What a batch is made of: every input with every set of parameters. */
export interface BatchRequest {
  /** Paths of notebooks; they may be templates. */
  readonly inputs: readonly string[];
  /** Template of the outputs' paths: parameters, `pm`, and `{notebook}`, the input's name without its ending. */
  readonly output: string;
  /** One run of every input for each set. */
  readonly parameterSets: readonly Parameters[];
  /** For each set where its parameters were given. */
  readonly parameterPlaces?: readonly ParameterPlaces[];
}

/** The runs of a batch, input by input. Throws if two would write one file, or one would write another's input. */
export function planBatch(request: BatchRequest): BatchRun[] {
  const { inputs, output, parameterSets } = request;
  const varying = varyingNames(parameterSets);
  const runs = inputs.flatMap((template) =>
    parameterSets.map((parameters, set): BatchRun => {
      const inSet = parameterSets.length > 1 ? `set ${set + 1}` : undefined;
      const input = filledIn(template, pathValues(parameters), inSet);
      const notebook = basename(input, extname(input));
      const path = filledIn(output, new Map([["notebook", notebook], ...pathValues(parameters)]), inSet);
      const values = varying.map((name) => `${name}=${parameters.has(name) ? shown(parameters.get(name)) : "(none)"}`);
      const several = inputs.length > 1 || values.length === 0 ? [notebook] : [];
      const number = values.length === 0 && parameterSets.length > 1 ? [`#${set + 1}`] : [];
      const places = request.parameterPlaces?.[set];
      return {
        name: [...several, ...values, ...number].join(" "),
        input,
        output: path,
        parameters,
        ...(places === undefined ? {} : { places }),
      };
    }),
  );
  refuseClashes(runs, output);
  return runs;
}

/** The path with its fields filled in; an error names the set. */
function filledIn(template: string, values: ReturnType<typeof pathValues>, set: string | undefined): string {
  try {
    return formatPath(template, values);
  } catch (error) {
    if (set === undefined || !isCellmillError(error, "ParameterError")) throw error;
    throw new ParameterError({ ...error.details, what: `${set}: ${error.details.what}` });
  }
}

function shown(value: ParameterValue | undefined): string {
  return pythonStr(value ?? null);
}

/** The parameters that tell the sets apart. */
function varyingNames(sets: readonly Parameters[]): string[] {
  const names = new Set(sets.flatMap((set) => [...set.keys()]));
  return [...names].filter(
    (name) => new Set(sets.map((set) => (set.has(name) ? shown(set.get(name)) : undefined))).size > 1,
  );
}

function refuseClashes(runs: readonly BatchRun[], template: string): void {
  const writers = new Map<string, BatchRun>();
  const readers = new Map(runs.map((run) => [fileOf(run.input), run]));
  for (const run of runs) {
    const file = fileOf(run.output);
    const other = writers.get(file);
    if (run.output === "-" || run.input === "-")
      throw new OptionError({ what: "a batch reads and writes files, not standard input and output" });
    if (other !== undefined) {
      throw new OptionError({
        what: "two runs would write the same file",
        where: run.output,
        got: `${other.name} and ${run.name}`,
        hint: `Put what tells them apart into the output's template ${template}, such as {notebook} or {${[...run.parameters.keys()][0] ?? "parameter"}}.`,
      });
    }
    const reader = readers.get(file);
    // One notebook may replace itself; with others around, a run would read what another just wrote.
    if (reader !== undefined && runs.length > 1)
      throw new OptionError({ what: "a run would write the input of another", where: run.output });
    writers.set(file, run);
  }
}

function fileOf(path: string): string {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(path) ? path : resolve(path);
}
