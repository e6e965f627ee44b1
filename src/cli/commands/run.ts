import type { Command } from "../command.js";
import { RUN_OPTIONS } from "../run-options.js";

export const command: Command = {
  options: RUN_OPTIONS,
  run: async (parsed) => {
    const { runCommand } = await import("../run-command.js");
    await runCommand(parsed);
  },
};
