import { isMissing, type ModeRule } from "./mode-rule.js";

/** Compares as strict does; only where the file has no outputs yet it gets those of the run. */
export const updateMissingMode: ModeRule = { comparesUnmarked: true, replaces: isMissing };
