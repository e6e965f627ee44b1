import { ParameterError } from "../../core/index.js";
import { jsonFloat } from "../../nbformat/index.js";
import { pythonFloat } from "./python-numbers.js";
import type { ParameterValue } from "./value.js";

// The rules of PyYAML's resolver (YAML 1.1), without dates: which plain scalars are not text.
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const TRUE_WORDS = new Set(["yes", "true", "on"]);

/** The value of a plain scalar without a tag. */
export function resolvePlainScalar(text: string): ParameterValue {
  if (BOOL.test(text)) return yamlBool(text);
  if (FLOAT.test(text)) return yamlFloat(text);
  if (INT.test(text)) return yamlInt(text);
  if (NULL.test(text)) return null;
  if (text === "=" || text === "<<") {
    throw new ParameterError({
      what: `YAML has the sign \`${text}\` for a value, which has no meaning here`,
      hint: "Put it in quotes.",
    });
  }
  return text;
}

/** The value of a scalar whose tag is given, such as `!!int`. */
export function constructScalar(tag: string, text: string): ParameterValue {
  switch (tag) {
    case "tag:yaml.org,2002:str":
      return text;
    case "tag:yaml.org,2002:null":
      return null;
    case "tag:yaml.org,2002:bool":
      return yamlBool(text);
    case "tag:yaml.org,2002:int":
      return yamlInt(text);
    case "tag:yaml.org,2002:float":
      return yamlFloat(text);
    default:
      throw new ParameterError({
        what: `YAML tag ${tag.replace("tag:yaml.org,2002:", "!!")} is not supported`,
        got: JSON.stringify(text),
        hint: "Parameters are null, booleans, numbers, text, lists and mappings.",
      });
  }
}

function yamlBool(text: string): boolean {
  if (!BOOL.test(text)) throw invalid("boolean", text);
  return TRUE_WORDS.has(text.toLowerCase());
}

function yamlInt(text: string): number | bigint {
  const plain = text.replaceAll("_", "");
  const negative = plain.startsWith("-");
  const digits = plain.replace(/^[-+]/, "");
  const value = negative ? -unsignedInt(digits, text) : unsignedInt(digits, text);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function unsignedInt(digits: string, text: string): bigint {
  if (/^0b[01]+$/.test(digits) || /^0x[0-9a-fA-F]+$/.test(digits)) return BigInt(digits);
  if (/^0[0-7]*$/.test(digits)) return BigInt(`0o0${digits}`);
  if (/^[0-9]+(?::[0-9]+)*$/.test(digits))
    return digits.split(":").reduce((total, part) => total * 60n + BigInt(part), 0n);
  throw invalid("integer", text);
}

function yamlFloat(text: string): ParameterValue {
  const plain = text.replaceAll("_", "").toLowerCase();
  const sign = plain.startsWith("-") ? -1 : 1;
  const digits = plain.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  if (digits === ".nan") return Number.NaN;
  const parts = digits.split(":").map((part) => pythonFloat(part));
  if (parts.some((part) => part === undefined)) throw invalid("float", text);
  // Base 60 is summed from the last part on, as PyYAML sums it, so that the last bit agrees.
  const value = parts.reverse().reduce<number>((total, part, index) => total + Number(part) * 60 ** index, 0);
  return jsonFloat(sign * value);
}

function invalid(kind: string, text: string): ParameterError {
  return new ParameterError({ what: `YAML ${kind}`, got: JSON.stringify(text) });
}
