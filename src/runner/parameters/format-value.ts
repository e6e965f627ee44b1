import { ParameterError } from "../../core/index.js";
import { JsonFloat, pythonFloatRepr } from "../../nbformat/index.js";
import type { TemplateValue } from "./path-template-types.js";
import { pythonStr } from "./python-repr.js";
import { roundScaled } from "./round-decimal.js";
import { strftime } from "./strftime.js";
import { isFloat } from "./value.js";

/** The parts of a format specification: `[[fill]align][sign][z][#][0][width][,_][.precision][type]`. */
interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  /** No sign for what is rounded to zero. */
  readonly plainZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

/** No path is longer: more digits or a greater width could only take for ever. */
const MOST_CHARACTERS = 10_000;

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** The value formatted by a specification of Python's `format`; `where` names the template in messages. */
export function formatPythonValue(value: TemplateValue, spec: string, where: string): string {
  if (spec === "") return pythonStr(value);
  if (value instanceof Date) return strftime(value, spec);
  const parsed = parseSpec(spec, typeof value === "string" ? "<" : ">", where);
  if (typeof value === "string") {
    if (parsed.type !== "" && parsed.type !== "s") return unfit(spec, "text", where);
    if (parsed.sign !== "" || parsed.grouping !== "" || parsed.align === "=" || parsed.alternate || parsed.plainZero)
      return unfit(spec, "text", where);
    const text = parsed.precision === undefined ? value : [...value].slice(0, parsed.precision).join("");
    return pad(text, "", parsed);
  }
  if (
    typeof value === "boolean" ||
    typeof value === "bigint" ||
    typeof value === "number" ||
    value instanceof JsonFloat
  )
    return formatNumber(value, parsed, spec, where);
  return unfit(spec, "this kind of value", where);
}

function parseSpec(spec: string, defaultAlign: string, where: string): FormatSpec {
  const match = SPEC.exec(spec);
  if (match === null) return unfit(spec, "any value", where);
  const [, fill, align, sign = "", plainZero, alternate, zero, width, grouping = "", precision, type = ""] = match;
  if (Math.max(Number(width ?? 0), Number(precision ?? 0)) > MOST_CHARACTERS)
    throw new ParameterError({
      what: `the format ":${spec}" is for longer texts than a path can be`,
      where: `path ${where}`,
    });
  return {
    fill: fill ?? (zero !== undefined ? "0" : " "),
    align: align ?? (zero !== undefined && defaultAlign === ">" ? "=" : defaultAlign),
    sign,
    plainZero: plainZero !== undefined,
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function formatNumber(
  value: boolean | bigint | number | JsonFloat,
  spec: FormatSpec,
  text: string,
  where: string,
): string {
  if (spec.grouping !== "" && spec.type === "n") return unfit(text, "separators of one's own", where);
  const floating = isFloat(value as number | JsonFloat) || "eEfFgG%".includes(spec.type || "d");
  if (floating) {
    const number = value instanceof JsonFloat ? value.value : Number(value);
    const isPlainFloat = value instanceof JsonFloat || typeof value === "number";
    if (spec.type !== "" && !"eEfFgG%n".includes(spec.type)) return unfit(text, "a float", where);
    const negative = number < 0 || Object.is(number, -0);
    const body = floatBody(Math.abs(number), spec, isPlainFloat);
    const zero = spec.plainZero && /^[0.]+(?:e|%|$)/i.test(body);
    const sign = signOf(negative && !zero, spec);
    return pad(group(body, sign, spec, 3), sign, spec);
  }
  if (spec.precision !== undefined || spec.plainZero || !["", "d", "n", "b", "o", "x", "X", "c"].includes(spec.type))
    return unfit(text, "an integer", where);
  if (spec.grouping === "," && "boxXc".includes(spec.type || "d")) return unfit(text, "this base", where);
  const integer = BigInt(value as boolean | bigint | number);
  if (spec.type === "c") return formatCharacter(integer, spec, text, where);
  const magnitude = integer < 0n ? -integer : integer;
  const radix = { b: 2, o: 8, x: 16, X: 16 }[spec.type] ?? 10;
  const digits = magnitude.toString(radix);
  const prefix = spec.alternate && radix !== 10 ? `0${spec.type}` : "";
  const lead = signOf(integer < 0n, spec) + prefix;
  const body = group(spec.type === "X" ? digits.toUpperCase() : digits, lead, spec, radix === 10 ? 3 : 4);
  return pad(body, lead, spec);
}

function formatCharacter(codePoint: bigint, spec: FormatSpec, text: string, where: string): string {
  if (spec.sign !== "" || spec.alternate || spec.grouping !== "") return unfit(text, "a character", where);
  if (codePoint < 0n || codePoint > 0x10ffffn) return unfit(text, `${codePoint}, which is no character`, where);
  return pad(String.fromCodePoint(Number(codePoint)), "", spec);
}

function floatBody(value: number, spec: FormatSpec, isFloatValue: boolean): string {
  const upper = spec.type === "E" || spec.type === "F" || spec.type === "G";
  const finite = Number.isFinite(value);
  const plain = finite ? finiteBody(value, spec, isFloatValue) : pythonFloatRepr(value);
  // The alternate form has a point even where no digit follows.
  const body = spec.alternate && finite && !plain.includes(".") ? plain.replace(/(?=[e%]|$)/, ".") : plain;
  return upper ? body.toUpperCase() : body + (spec.type === "%" && !Number.isFinite(value) ? "%" : "");
}

function finiteBody(value: number, spec: FormatSpec, isFloatValue: boolean): string {
  const precision = spec.precision ?? 6;
  switch (spec.type) {
    case "f":
    case "F":
      return fixed(value, precision);
    case "%":
      return `${fixed(value * 100, precision)}%`;
    case "e":
    case "E":
      return exponential(value, precision);
    case "g":
    case "G":
    case "n":
      return general(value, precision === 0 ? 1 : precision, spec.alternate);
    default:
      break;
  }
  if (spec.precision === undefined) return isFloatValue ? pythonFloatRepr(value) : String(value);
  // Without a type a float keeps at least one digit behind the point, and goes to exponents one digit earlier for it.
  const text = general(value, spec.precision === 0 ? 1 : spec.precision, spec.alternate, 1);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function fixed(value: number, precision: number): string {
  const digits = String(roundScaled(value, precision)).padStart(precision + 1, "0");
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function exponential(value: number, precision: number): string {
  const [digits, exponent] = significant(value, precision + 1);
  const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return `${digits[0]}${precision === 0 ? "" : `.${digits.slice(1)}`}e${power}`;
}

/** The value rounded to so many digits, and the power of ten of the first one. */
function significant(value: number, count: number): [digits: string, exponent: number] {
  if (value === 0) return ["0".repeat(count), 0];
  let exponent = Number(value.toExponential().split("e")[1]);
  for (;;) {
    const digits = String(roundScaled(value, count - 1 - exponent));
    if (digits.length === count) return [digits, exponent];
    exponent += digits.length < count ? -1 : 1;
  }
}

function general(value: number, precision: number, keepZeros: boolean, reserved = 0): string {
  const [, exponent] = significant(value, precision);
  const scientific = exponent < -4 || exponent >= precision - reserved;
  const text = scientific ? exponential(value, precision - 1) : fixed(value, Math.max(precision - 1 - exponent, 0));
  if (keepZeros) return text;
  const [body = "", power] = text.split("e");
  const trimmed = body.includes(".") ? body.replace(/\.?0+$/, "") : body;
  return power === undefined ? trimmed : `${trimmed}e${power}`;
}

function signOf(negative: boolean, spec: FormatSpec): string {
  if (negative) return "-";
  return spec.sign === "+" || spec.sign === " " ? spec.sign : "";
}

/** Separators between the digits; `lead` is what will stand before them. */
function group(body: string, lead: string, spec: FormatSpec, size: number): string {
  if (spec.grouping === "") return body;
  const match = (size === 3 ? /^(\d+)([\s\S]*)$/ : /^([0-9a-fA-F]+)([\s\S]*)$/).exec(body);
  if (match === null) return body;
  let digits = match[1] as string;
  const rest = match[2] as string;
  const grouped = (): string => digits.replace(new RegExp(`\\B(?=(?:.{${size}})+$)`, "g"), spec.grouping);
  // Zeros that fill the width are grouped too; one more than fit, since no separator may come first.
  if (spec.fill === "0" && spec.align === "=") {
    const width = spec.width - lead.length - rest.length;
    while (grouped().length < width) digits = `0${digits}`;
  }
  return grouped() + rest;
}

function pad(body: string, sign: string, spec: FormatSpec): string {
  const missing = spec.width - [...body].length - sign.length;
  if (missing <= 0) return sign + body;
  const fill = (count: number): string => spec.fill.repeat(count);
  if (spec.align === "<") return sign + body + fill(missing);
  if (spec.align === "=") return sign + fill(missing) + body;
  if (spec.align === "^") return fill(Math.floor(missing / 2)) + sign + body + fill(Math.ceil(missing / 2));
  return fill(missing) + sign + body;
}

function unfit(spec: string, kind: string, where: string): never {
  throw new ParameterError({ what: `the format ":${spec}" does not fit ${kind}`, where: `path ${where}` });
}
