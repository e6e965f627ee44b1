import { OptionError } from "../core/errors.js";
import { nearestNames } from "../core/nearest-names.js";
import type { CommandGroup } from "./command.js";
import { asksForHelp, commandHelp, groupHelp, isHelp } from "./help.js";

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
  else if (asksForHelp(args, command.options))
    process.stdout.write(commandHelp(`${group.name} ${name}`, entry, command));
  else await command.run(args);
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
