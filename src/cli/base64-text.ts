import { ParameterError } from "../core/errors.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The text that base64 holds, by the rules of Python and PyYAML: UTF-8, or UTF-16 that says so by its byte order mark. */
export function base64Text(given: string, where: string): string {
  const bytes = pythonBase64(given, where);
  const encoding = utf16Of(bytes) ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ParameterError({ what: "base64 of no text", where, expected: "UTF-8", cause });
  }
}

/**
 * The bytes as Python's `b64decode` reads them: what is not of the alphabet is skipped, `=` too where it ends nothing, and
 * nothing is read after padding that is complete.
 */
function pythonBase64(given: string, where: string): Uint8Array {
  const refuse = (got: string): never => {
    throw new ParameterError({ what: "not base64", where, got });
  };
  const foreign = [...given].find((character) => character > "\x7f");
  if (foreign !== undefined) refuse(`the character ${foreign}`);
  let digits = "";
  let pads = 0;
  for (const character of given) {
    const inQuad = digits.length % 4;
    if (character === "=") {
      if (inQuad >= 2 && inQuad + ++pads >= 4) return Buffer.from(digits, "base64");
    } else if (ALPHABET.includes(character)) {
      digits += character;
      pads = 0;
    }
  }
  if (digits.length % 4 === 1) refuse("a last character that stands alone");
  if (digits.length % 4 !== 0) refuse("no = at the end, where padding is missing");
  return Buffer.from(digits, "base64");
}

function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}
