import { numberMessage, numbersClose } from "../numbers-close.js";
import type { CompareRules } from "../rules.js";
import { nextToken, type Token, type TokenMode } from "./next-token.js";

/** How two lines compare. */
export interface LineComparison {
  readonly equal: boolean;
  /** Equal but for runs of blanks. */
  readonly blanksDiffer: boolean;
  /** Some number is written in other digits, though close. */
  readonly digitsDiffer: boolean;
  /** What differs, if not equal. */
  readonly message: string;
}

/** Up to this many characters a line is shown whole in a message. */
const SHORT = 40;

const SAME: LineComparison = { equal: true, blanksDiffer: false, digitsDiffer: false, message: "" };

/** Compares two lines piece by piece: numbers within the tolerance, all else exactly; blanks are reported, not judged. */
export function compareLine(
  stored: string,
  got: string,
  rules: CompareRules,
  mode: TokenMode = "text",
): LineComparison {
  if (stored === got) return SAME;
  // Without a tolerance digits are text.
  if (rules.rtol === 0 && rules.atol === 0) return differ("the text differs", stored, got);
  const left: Token = { kind: "text", start: 0, end: 0 };
  const right: Token = { kind: "text", start: 0, end: 0 };
  let blanksDiffer = false;
  let digitsDiffer = false;
  let afterNumber = false;
  nextToken(stored, left, mode);
  nextToken(got, right, mode);
  while (left.kind !== "end" || right.kind !== "end") {
    if (left.kind !== right.kind) {
      // Padding of a number may be there on one side only: "[ 0.5" and "[-0.5", "1. " and "0.9".
      const [line, token] = left.kind === "blank" ? [stored, left] : [got, right];
      if (token.kind !== "blank") return differ("the text differs", stored, got);
      nextToken(line, token, mode);
      if (!afterNumber && (token as Token).kind !== "number") return differ("the text differs", stored, got);
      blanksDiffer = true;
      continue;
    }
    const a = stored.slice(left.start, left.end);
    const b = got.slice(right.start, right.end);
    if (left.kind === "blank") blanksDiffer ||= a !== b;
    else if (a !== b) {
      if (left.kind !== "number") return differ("the text differs", stored, got);
      const isPart = mode === "text" && isBehindComma(stored, left.start);
      const message = isPart && zeros(a) !== zeros(b) ? `${change(a, b)}: ${COMMA_ZEROS}` : compareNumbers(a, b, rules);
      if (message !== "") return { equal: false, blanksDiffer, digitsDiffer, message };
      digitsDiffer = true;
    }
    afterNumber = left.kind === "number";
    nextToken(stored, left, mode);
    nextToken(got, right, mode);
  }
  return { equal: true, blanksDiffer, digitsDiffer, message: "" };
}

const WHOLE = /^[-+]?\d+$/;
const COMMA_ZEROS = "zeros behind a comma count";

// What stands there may be decimals or a group of thousands: "0,5" is not "0,05", nor "1,050" "1,50".
function isBehindComma(line: string, at: number): boolean {
  return line.charCodeAt(at - 1) === 44 && /\d/.test(line.charAt(at - 2));
}

function zeros(number: string): number {
  return /^0+(?=\d)/.exec(number)?.[0].length ?? 0;
}

function change(a: string, b: string): string {
  return `${shortNumber(a)} became ${shortNumber(b)}`;
}

function compareNumbers(a: string, b: string, rules: CompareRules): string {
  const stored = Number(a);
  const got = Number(b);
  const what = change(a, b);
  if (rules.exactIntegers && WHOLE.test(a) && WHOLE.test(b) && digits(a) !== digits(b))
    return `${what}: whole numbers are exact`;
  // Digits beyond the range of a double both read as infinity: then only the same text is the same number.
  if (!Number.isFinite(stored) || !Number.isFinite(got)) return `${what}: too large for a tolerance`;
  // Those below the range read as zero, and are close to it and to each other by an absolute tolerance only.
  if (rules.atol === 0 && (isTiny(a, stored) || isTiny(b, got))) return `${what}: too small for a tolerance`;
  return numbersClose(stored, got, rules) ? "" : `${what}: ${numberMessage(stored, got, rules)}`;
}

function isTiny(text: string, value: number): boolean {
  return value === 0 && /^[^eE]*[1-9]/.test(text);
}

function digits(text: string): string {
  const plain = text.replace(/^([-+]?)0+(?=\d)/, "$1").replace(/^\+/, "");
  return plain === "-0" ? "0" : plain;
}

function shortNumber(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 20)}… (${text.length} digits)`;
}

function differ(what: string, stored: string, got: string): LineComparison {
  const message = onlyBlanks(stored, got)
    ? blanksMessage(stored, got)
    : stored.length <= SHORT && got.length <= SHORT
      ? `${JSON.stringify(stored)} became ${JSON.stringify(got)}`
      : `${what} from column ${firstColumn(stored, got)} on`;
  return { equal: false, blanksDiffer: false, digitsDiffer: false, message };
}

/** Says that two lines differ by blanks only: at the end of a line nobody sees them, hence the quotes. */
export function blanksMessage(stored: string, got: string): string {
  const what = `the blanks differ from column ${firstColumn(stored, got)} on`;
  if (stored.length > SHORT || got.length > SHORT) return what;
  return `${what}: ${JSON.stringify(stored)} became ${JSON.stringify(got)}`;
}

function onlyBlanks(stored: string, got: string): boolean {
  const words = (line: string): string => line.replace(/[ \t]+/g, "");
  return words(stored) === words(got);
}

function firstColumn(stored: string, got: string): number {
  let column = 0;
  while (column < stored.length && stored[column] === got[column]) column++;
  return column + 1;
}
