import type { CommandEntry } from "./command.js";

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "run",
    usage: "[options] INPUT [OUTPUT]",
    description: "Execute a notebook, with papermill's options.",
    load: async () => (await import("./commands/run.js")).command,
  },
  {
    name: "check",
    usage: "[options] NOTEBOOK|FOLDER...",
    description: "Run notebooks again and compare every output with the one stored in the file.",
    load: async () => (await import("./commands/check.js")).command,
  },
  {
    name: "diff",
    usage: "[options] A.ipynb B.ipynb",
    description: "Show what differs between two notebooks, outputs compared as cellmill check does.",
    load: async () => (await import("./commands/diff.js")).command,
  },
  {
    name: "strip",
    usage: "[options] [NOTEBOOK|FOLDER...]",
    description: "Remove outputs, execution counts and records of runs, for clean commits.",
    load: async () => (await import("./commands/strip.js")).command,
  },
  {
    name: "inspect",
    usage: "[options] NOTEBOOK",
    description: "Show a notebook's parameters: names, types, defaults, help.",
    load: async () => (await import("./commands/inspect.js")).command,
  },
  {
    name: "kernel",
    usage: "COMMAND",
    description: "The Jupyter kernel: install, uninstall, list, start.",
    load: async () => (await import("./commands/kernel.js")).command,
  },
  {
    name: "sample",
    usage: "[options] DIR",
    description: "Write a simulated, Census-shaped SOMA experiment into a folder.",
    load: async () => (await import("./commands/sample.js")).command,
  },
  {
    name: "info",
    usage: "[options] URI",
    description: "Show what is in a SOMA experiment or any TileDB array or group: schema, shapes, counts.",
    load: async () => (await import("./commands/info.js")).command,
  },
];
