import type { CheckMode } from "../options.js";
import { laxMode } from "./lax.js";
import type { ModeRule } from "./mode-rule.js";
import { strictMode } from "./strict.js";
import { updateMode } from "./update.js";
import { updateMissingMode } from "./update-missing.js";

/** The modes that run notebooks; `types-only` does not. */
export type RunningMode = Exclude<CheckMode, "types-only">;

export const MODE_RULES: Readonly<Record<RunningMode, ModeRule>> = {
  strict: strictMode,
  lax: laxMode,
  update: updateMode,
  "update-missing": updateMissingMode,
};
