import { OptionError } from "../core/errors.js";
import { nearestNames } from "../core/nearest-names.js";

/** An option as click, papermill's parser, understands it: any number of values, and a flag may have a "no" form. */
export interface OptionSpec {
  readonly key: string;
  readonly names: readonly string[];
  /** Names that switch the flag off. */
  readonly off?: readonly string[];
  /** Number of values that follow; 0 = a flag. */
  readonly values: 0 | 1 | 2;
  /** A value may be left out: the next argument is one only if it looks so. What was left out is "". */
  readonly optional?: RegExp;
  readonly placeholder?: string;
  readonly help: string;
}

/** An option that is there or not. */
export function flagOption(key: string, help: string, names: readonly string[] = [`--${key}`]): OptionSpec {
  return { key, names, values: 0, help };
}

/** An option with one value, which the help shows as the placeholder. */
export function valueOption(
  key: string,
  placeholder: string,
  help: string,
  names: readonly string[] = [`--${key}`],
): OptionSpec {
  return { key, names, values: 1, placeholder, help };
}

/** What a command line holds: each option's uses in order, and the other arguments. */
export interface ParsedArguments {
  readonly positional: readonly string[];
  readonly uses: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly flags: ReadonlyMap<string, boolean>;
}

/** Parses arguments by click's rules: options anywhere, `--name=value`, `-kVALUE`, values may start with a dash. */
export function parseArguments(
  args: readonly string[],
  table: readonly OptionSpec[],
  command = "cellmill run",
): ParsedArguments {
  const byName = optionsByName(table);
  const positional: string[] = [];
  const uses = new Map<string, string[][]>();
  const flags = new Map<string, boolean>();
  const rest = [...args];
  while (rest.length > 0) {
    const argument = rest.shift() as string;
    if (argument === "--") {
      positional.push(...rest.splice(0));
    } else if (argument === "-" || !argument.startsWith("-")) {
      positional.push(argument);
    } else {
      const { name, attached } = splitName(argument, byName);
      const found = byName.get(name);
      if (found === undefined) throw unknownOption(name, [...byName.keys()], command);
      const { spec, on } = found;
      if (spec.values === 0) {
        if (attached !== undefined) throw new OptionError({ what: `option ${name} takes no value` });
        flags.set(spec.key, on);
      } else if (spec.optional !== undefined && attached === undefined) {
        const value = spec.optional.test(rest[0] ?? "") ? (rest.shift() as string) : "";
        uses.set(spec.key, [...(uses.get(spec.key) ?? []), [value]]);
      } else {
        const values = [
          ...(attached === undefined ? [] : [attached]),
          ...rest.splice(0, spec.values - (attached === undefined ? 0 : 1)),
        ];
        if (values.length < spec.values) {
          throw new OptionError({ what: `option ${name} needs ${spec.values === 1 ? "a value" : "two values"}` });
        }
        uses.set(spec.key, [...(uses.get(spec.key) ?? []), values]);
      }
    }
  }
  return { positional, uses, flags };
}

interface NamedOption {
  readonly spec: OptionSpec;
  /** False for the name that switches a flag off. */
  readonly on: boolean;
}

function optionsByName(table: readonly OptionSpec[]): Map<string, NamedOption> {
  const byName = new Map<string, NamedOption>();
  for (const spec of table) {
    for (const name of spec.names) byName.set(name, { spec, on: true });
    for (const name of spec.off ?? []) byName.set(name, { spec, on: false });
  }
  return byName;
}

function splitName(
  argument: string,
  byName: ReadonlyMap<string, unknown>,
): { readonly name: string; readonly attached: string | undefined } {
  if (argument.startsWith("--")) {
    const equals = argument.indexOf("=");
    if (equals < 0) return { name: argument, attached: undefined };
    return { name: argument.slice(0, equals), attached: argument.slice(equals + 1) };
  }
  const short = argument.slice(0, 2);
  if (byName.has(argument) || argument.length === 2 || !byName.has(short))
    return { name: argument, attached: undefined };
  return { name: short, attached: argument.slice(2) };
}

function unknownOption(name: string, known: readonly string[], command: string): OptionError {
  // What the dashes are followed by is what was meant: --timeout is in --cell-timeout.
  const bare = new Map(known.map((one) => [one.replace(/^-+/, ""), one]));
  const meant = name.replace(/^-+/, "");
  const near = meant.length < 3 ? [] : nearestNames(meant, bare.keys()).map((one) => bare.get(one) ?? one);
  return new OptionError({
    what: `unknown option ${name}`,
    hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `${command} --help lists the options.`,
  });
}

/** Throws unless there is an argument for each name that is in no brackets, and none without a name. */
export function checkPositional(parsed: ParsedArguments, names: readonly string[], command: string): void {
  const hint = `${command} --help tells more.`;
  const missing = names.find((name, index) => !name.startsWith("[") && parsed.positional[index] === undefined);
  if (missing !== undefined) throw new OptionError({ what: `Missing argument '${missing}'`, hint });
  const more = parsed.positional[names.length];
  if (more !== undefined) throw new OptionError({ what: `unexpected argument ${more}`, hint });
}

/** The last value of an option that takes one. */
export function lastValue(parsed: ParsedArguments, key: string): string | undefined {
  return parsed.uses.get(key)?.at(-1)?.[0];
}

/** The table as help text, one option a line, its help from column 44 on. */
export function optionsHelp(table: readonly OptionSpec[]): string {
  return table
    .map((spec) => {
      // A second long name is only there for old scripts.
      const names = spec.names.filter((name, index) => index === 0 || !name.startsWith("--"));
      const left = `  ${names.reverse().join(", ")}${spec.off ? ` / ${spec.off.join(", ")}` : ""}${spec.placeholder ? ` ${spec.placeholder}` : ""}`;
      return left.length < 43 ? `${left.padEnd(44)}${spec.help}` : `${left}\n${" ".repeat(44)}${spec.help}`;
    })
    .join("\n");
}
