import { OptionError } from "../core/errors.js";
import { nearestNames } from "../core/nearest-names.js";
import type { Command, CommandEntry, CommandGroup } from "./command.js";
import { commandHelp, groupHelp, HELP, isHelp } from "./help.js";
import { checkPositional, parseArguments } from "./option-table.js";

/** Runs the command that the arguments name, or prints the help that they ask for. */
export async function dispatch(group: CommandGroup, args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined) {
    process.stderr.write(groupHelp(group));
    process.exitCode = 2;
  } else if (isHelp(name) || (name === "help" && rest.length === 0)) process.stdout.write(groupHelp(group));
  else if (name === "help") await dispatch(group, [...rest, "--help"]);
  else await runEntry(group, name, rest);
}

async function runEntry(group: CommandGroup, name: string, args: readonly string[]): Promise<void> {
  const entry = group.entries.find((each) => each.name === name);
  if (entry === undefined) throw unknownCommand(group, name);
  const command = await entry.load();
  if ("entries" in command) await dispatch(command, args);
  else await runCommand(`${group.name} ${name}`, entry, command, args);
}

async function runCommand(name: string, entry: CommandEntry, command: Command, args: readonly string[]): Promise<void> {
  const parsed = parseArguments(args, [...command.options, HELP], name);
  if (parsed.flags.get(HELP.key)) {
    process.stdout.write(commandHelp(name, entry, command));
    return;
  }
  if (command.positional !== undefined) checkPositional(parsed, command.positional, name);
  await command.run(parsed);
}

function unknownCommand(group: CommandGroup, name: string): OptionError {
  const option = name.startsWith("-");
  const known = [...group.entries.map((each) => each.name), ...(group.options ?? []).flatMap((each) => each.names)];
  const near = nearestNames(name, known);
  return new OptionError({
    what: `unknown ${option ? "option" : "command"} ${name}`,
    hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `${group.name} --help lists the commands.`,
  });
}
