import type { ModeRule } from "./mode-rule.js";

/** Runs all cells and compares only those that are marked to be checked; nbval's `--nbval-lax`. */
export const laxMode: ModeRule = { comparesUnmarked: false, replaces: () => false };
