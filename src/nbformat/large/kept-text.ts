import type { JsonObject } from "../json-value.js";
import { largeAt, setLarge } from "./large-members.js";
import { LargeText } from "./large-value.js";

/** The text of a member piece by piece, however it is kept; what is no text as JavaScript prints it. */
export function keptText(object: JsonObject, key: string): Iterable<string> {
  const large = largeAt(object, key);
  return large instanceof LargeText ? large.pieces() : [String(object[key])];
}

/** Sets a text, however it is to be kept. */
export function setText(object: JsonObject, key: string, text: string | LargeText): void {
  if (text instanceof LargeText) setLarge(object, key, text);
  else object[key] = text;
}
