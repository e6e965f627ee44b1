import { ParameterError } from "../../core/index.js";
import { JsonFloat, pythonFloatRepr } from "../../nbformat/index.js";
import { isParameterMap, type ParameterKey, type ParameterMap, type ParameterValue } from "../parameters/value.js";
import type { ValueWriters } from "./translator.js";

/** The value in a language, written by the language's writers. */
export function translateValue(value: ParameterValue, writers: ValueWriters): string {
  if (value === null) return writers.none();
  if (value instanceof JsonFloat) return writers.float(value.value);
  switch (typeof value) {
    case "string":
      return writers.text(value);
    case "boolean":
      return writers.boolean(value);
    case "bigint":
      return writers.integer(value);
    case "number":
      return Number.isInteger(value) ? writers.integer(value) : writers.float(value);
    default:
      break;
  }
  if (isParameterMap(value)) {
    const keys = keyTexts(value);
    return writers.map(
      [...value].map(([key, item]) => [writers.text(keys.get(key) as string), translateValue(item, writers)]),
    );
  }
  return writers.list((value as readonly ParameterValue[]).map((item) => translateValue(item, writers)));
}

/** The keys as texts, which differ from each other: of two that do not, one would be lost, or the code be none. */
function keyTexts(map: ParameterMap): Map<ParameterKey, string> {
  const texts = new Map([...map.keys()].map((key) => [key, keyText(key)]));
  if (new Set(texts.values()).size < texts.size) {
    const [twice] = [...texts.values()].filter((text, index, all) => all.indexOf(text) < index);
    throw new ParameterError({ what: `two keys of a mapping are the same text ${JSON.stringify(twice)}` });
  }
  return texts;
}

// As Python's str() prints a key.
function keyText(key: ParameterKey): string {
  if (key === null) return "None";
  if (typeof key === "boolean") return key ? "True" : "False";
  if (key instanceof JsonFloat) return pythonFloatRepr(key.value);
  return typeof key === "number" && !Number.isInteger(key) ? pythonFloatRepr(key) : String(key);
}
