import type { JsonObject, JsonValue, LargeValue } from "../json-value.js";
import type { Output } from "../types.js";
import { keptAt } from "./large-members.js";
import { LargeJson } from "./large-value.js";
import { PackedOutputs } from "./packed-outputs.js";

/** The items of a list, one by one, however it is kept; `undefined` for what is no list. */
export function keptItems(value: JsonValue | LargeValue | undefined): Iterable<JsonValue> | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof LargeJson && value.isList ? value.items() : undefined;
}

/** The errors of a code cell that was run. */
export function keptErrors(cell: JsonObject): Output[] {
  const outputs = keptAt(cell, "outputs");
  const looked = outputs instanceof PackedOutputs ? outputs.plain : keptOutputs(cell);
  const errors: Output[] = [];
  for (const output of looked) if (output.output_type === "error") errors.push(output);
  return errors;
}

/** The outputs of a code cell, one by one, however they are kept. */
export function keptOutputs(cell: JsonObject): Iterable<Output> {
  return (keptItems(keptAt(cell, "outputs")) ?? []) as Iterable<Output>;
}
