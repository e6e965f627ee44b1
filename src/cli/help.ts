import type { Command, CommandEntry, CommandGroup } from "./command.js";
import { flagOption, type OptionSpec, optionsHelp } from "./option-table.js";

/** Every command and list of commands has it. */
export const HELP: OptionSpec = flagOption("help", "Show this help.", ["--help", "-h"]);

/** True for an option that asks for help. */
export function isHelp(argument: string): boolean {
  return HELP.names.includes(argument);
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
