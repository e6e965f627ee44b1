import { pythonFloat, pythonInt } from "./python-numbers.js";
import type { ParameterValue } from "./value.js";

/** The value of `-p NAME TEXT`, typed as papermill types it: True, False, None, else int, else float, else the text. */
export function coerceParameter(text: string): ParameterValue {
  if (text === "True") return true;
  if (text === "False") return false;
  if (text === "None") return null;
  return pythonInt(text) ?? pythonFloat(text) ?? text;
}
