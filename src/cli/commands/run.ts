import type { Command } from "commander";
import { optionsHelp } from "../option-table.js";
import { RUN_OPTIONS } from "../run-options.js";

export function register(program: Command): void {
  program
    .command("run")
    .description("Execute a notebook, with papermill's options.")
    .usage("[options] INPUT [OUTPUT]")
    .argument("[arguments...]", "the input and output notebook (path, URL or -) and the options below")
    .allowUnknownOption()
    .addHelpText("after", `\nNotebook options:\n${optionsHelp(RUN_OPTIONS)}`)
    .action(async (given: string[]) => {
      // Loaded when used: the help must come at once.
      const { runCommand } = await import("../run-command.js");
      await runCommand(given);
    });
}
