import type { ParameterInfo } from "../inspect/parameter-info.js";
import type { ParameterValue } from "../parameters/value.js";

/** How a language writes parameters. */
export interface Translator {
  comment(text: string): string;
  /** The value as a literal of the language. */
  translate(value: ParameterValue): string;
  /** One assignment; `declared` is what the `parameters` cell says of the name, if it does. */
  assign(name: string, literal: string, declared?: ParameterInfo): string;
  /** A last line that keeps the kernel from showing the last assignment's value. */
  readonly ending?: string;
  /** True for a name that the language can assign to: names are code, and must not smuggle in more. */
  isName(name: string): boolean;
  /** The parameters of a `parameters` cell; absent for languages that cannot be inspected. */
  inspect?(source: string): Promise<ParameterInfo[]> | ParameterInfo[];
  /** True if a quick look shows that each parameter of the cell has a value: reading it for good takes longer. */
  isComplete?(source: string): boolean;
  /** Unknown names and wrong types are errors unless the user says otherwise; else they are warnings, as in papermill. */
  readonly strict: boolean;
}

/** The parts of a translator by kind of value; `valueTranslator` makes the rest from them. */
export interface ValueWriters {
  readonly none: () => string;
  readonly boolean: (value: boolean) => string;
  readonly integer: (value: number | bigint) => string;
  readonly float: (value: number) => string;
  readonly text: (value: string) => string;
  readonly list: (items: readonly string[]) => string;
  readonly map: (entries: readonly (readonly [key: string, value: string])[]) => string;
}
