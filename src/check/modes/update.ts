import type { ModeRule } from "./mode-rule.js";

/** Writes the new outputs of each cell that differs beyond tolerance, or was never run, into the file. */
export const updateMode: ModeRule = { comparesUnmarked: true, replaces: () => true };
