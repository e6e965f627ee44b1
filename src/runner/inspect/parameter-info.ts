import type { ParameterType } from "./parameter-type.js";

/** A parameter that a notebook declares in its `parameters` cell. */
export interface ParameterInfo {
  readonly name: string;
  /** The declared or inferred type as text; "None" where nothing says it (papermill's word). */
  readonly inferredTypeName: string;
  /** The text of the initial value; "" where there is none. */
  readonly default: string;
  readonly help: string;
  /** What values may be passed, for languages whose declarations say it. */
  readonly type?: ParameterType;
  /** There is no initial value, and nothing in the cell can give one. */
  readonly required?: boolean;
  /** How TypeScript and JavaScript declare it. */
  readonly keyword?: "let" | "const" | "var";
}
