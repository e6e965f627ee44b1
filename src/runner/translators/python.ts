import { pythonFloatRepr } from "../../nbformat/index.js";
import { inspectPython } from "../inspect/python.js";
import { translateValue } from "./translate-value.js";
import type { Translator, ValueWriters } from "./translator.js";
import { escapedText } from "./unicode-escape.js";

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield __debug__"
  ).split(" "),
);

const writers: ValueWriters = {
  none: () => "None",
  boolean: (value) => (value ? "True" : "False"),
  integer: String,
  float: (value) => (Number.isFinite(value) ? pythonFloatRepr(value) : `float('${pythonFloatRepr(value)}')`),
  text: (value) => escapedText(value),
  list: (items) => `[${items.join(", ")}]`,
  map: (entries) => `{${entries.map(([key, value]) => `${key}: ${value}`).join(", ")}}`,
};

export const pythonTranslator: Translator = {
  comment: (text) => `# ${text}`,
  translate: (value) => translateValue(value, writers),
  assign: (name, literal) => `${name} = ${literal}`,
  isName: (name) => /^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(name) && !KEYWORDS.has(name),
  inspect: inspectPython,
  strict: false,
};
