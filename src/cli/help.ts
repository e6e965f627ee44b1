import type { Command, CommandEntry, CommandGroup } from "./command.js";
import { findOption, type OptionSpec, optionsHelp } from "./option-table.js";

const HELP: OptionSpec = { key: "help", names: ["--help", "-h"], values: 0, help: "Show this help." };

/** True for an option that asks for help. */
export function isHelp(argument: string): boolean {
  return HELP.names.includes(argument);
}

/** True if one of the arguments asks for help and is neither another option's value nor after `--`. */
export function asksForHelp(args: readonly string[], options: readonly OptionSpec[]): boolean {
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] as string;
    if (argument === "--") return false;
    if (isHelp(argument)) return true;
    const found = findOption(argument, options);
    if (found !== undefined && found.spec.optional === undefined)
      i += found.spec.values - (found.attached === undefined ? 0 : 1);
  }
  return false;
}

/** The help of a list of commands. */
export function groupHelp({ name, description, entries, options = [] }: CommandGroup): string {
  const left = entries.map((entry) => `  ${entry.name} ${entry.usage}`.trimEnd());
  const width = Math.max(...left.map((text) => text.length)) + 2;
  const commands = entries.map((entry, i) => `${left[i]?.padEnd(width)}${entry.description}`);
  return `Usage: ${name} COMMAND\n\n${description}\n\nCommands:\n${commands.join("\n")}

Options:\n${optionsHelp([...options, HELP])}\n\n${name} COMMAND --help tells more.\n`;
}

/** The help of one command. */
export function commandHelp(name: string, { usage, description }: CommandEntry, { options, notes }: Command): string {
  const head = `Usage: ${name} ${usage}`.trimEnd();
  const below = notes === undefined ? "" : `\n${notes}\n`;
  return `${head}\n\n${description}\n\nOptions:\n${optionsHelp([...options, HELP])}\n${below}`;
}
