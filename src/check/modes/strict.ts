import type { ModeRule } from "./mode-rule.js";

/** Compares all cells but those whose markers say otherwise; nbval's `--nbval`. */
export const strictMode: ModeRule = { comparesUnmarked: true, replaces: () => false };
