import { htmlSpellings } from "./spellings/html.js";
import { jsonSpellings, literalSpellings } from "./spellings/literals.js";
import { percentSpellings } from "./spellings/percent.js";

/** A line of a secret of several lines is looked for by itself from this length on. */
const LEAST_LINE = 8;
/** A shorter stretch of base64 could be in any picture by chance. */
const LEAST_BASE64 = 8;

/**
 * The spellings under which a secret may show up in outputs: as it is, as a literal, in HTML, in a URL, on a shell's
 * command line, in hexadecimal, in base64; and, where data are kept as text in other data, as a literal of a literal.
 */
export function secretVariants(value: string): string[] {
  const literals = literalSpellings(value);
  const html = htmlSpellings(value);
  const percent = percentSpellings(value);
  const spellings = [
    value,
    ...literals,
    ...html,
    ...percent,
    ...literals.flatMap(literalSpellings),
    ...html.flatMap(jsonSpellings),
    ...percent.flatMap((spelling) => [spelling.replaceAll("%", "%25"), ...htmlSpellings(spelling)]),
    value.replaceAll("'", `'"'"'`),
    value.replaceAll("'", "'\\''"),
    ...hexSpellings(value),
    Buffer.from(value, "utf8").toString("base64"),
    Buffer.from(value, "utf8").toString("base64").replace(/=+$/, ""),
    Buffer.from(value, "utf8").toString("base64url"),
    ...base64Inside(value),
    ...value.split(/\r?\n/).filter((line) => line.trim().length >= LEAST_LINE),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling !== "");
}

function hexSpellings(value: string): string[] {
  const bytes = [...Buffer.from(value, "utf8")].map((byte) => byte.toString(16).padStart(2, "0"));
  return ["", " ", ":"].flatMap((between) => {
    const spelling = bytes.join(between);
    return [spelling, spelling.toUpperCase()];
  });
}

/** The value in base64 of bytes that it is a part of: what does not depend on its neighbours, for each of the three places. */
function base64Inside(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  const stretches = [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    // A character holds six bits; those that share bits with a neighbour are left out.
    return [Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6), all] as const;
  });
  return stretches
    .flatMap(([start, end, all]) => [
      all.toString("base64").slice(start, end),
      all.toString("base64url").slice(start, end),
    ])
    .filter((stretch) => stretch.length >= LEAST_BASE64);
}
