import type { OptionSpec, ParsedArguments } from "./option-table.js";

/** What a command file exports: its options, what its help says below them, and what it does. */
export interface Command {
  readonly options: readonly OptionSpec[];
  /** Names of the arguments that are no options; one in brackets may be left out. Absent: the command checks them itself. */
  readonly positional?: readonly string[];
  /** Lines below the options in the help: arguments, exit codes. */
  readonly notes?: string;
  /** Runs the command with what stands after its name. */
  run(parsed: ParsedArguments): Promise<void>;
}

/** A command in a list. What it runs on is loaded when it is asked for: the help must come at once. */
export interface CommandEntry {
  readonly name: string;
  /** What follows the name: `[options] INPUT [OUTPUT]`. */
  readonly usage: string;
  readonly description: string;
  load(): Promise<Command | CommandGroup>;
}

/** A command that only has commands under it. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CommandEntry[];
  /** Options of the group itself, for its help. */
  readonly options?: readonly OptionSpec[];
}
