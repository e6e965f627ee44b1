import { escapeHtml } from "../core/index.js";

// Control characters are not allowed in XML 1.0 at all, not even escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** One XML element; numbers are rounded to 1/1000, attributes without value are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  body = "",
): string {
  const parts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? number(value) : escapeHtml(value!)}"`);
  return body === "" ? `<${name}${parts.join("")}/>` : `<${name}${parts.join("")}>${body}</${name}>`;
}

/** Text as the content of an element. */
export function content(text: string): string {
  // The way through bytes replaces lone surrogates.
  return escapeHtml(Buffer.from(text.replace(FORBIDDEN, "\ufffd")).toString());
}

function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
