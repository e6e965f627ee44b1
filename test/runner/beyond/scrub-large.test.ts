import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/nbformat/index.js";
import { readJson, writeJson } from "../../../src/nbformat/index.js";
import { largeAt } from "../../../src/nbformat/large/large-members.js";
import { readJsonBytes } from "../../../src/nbformat/large/read-json-bytes.js";
import { scrubMember } from "../../../src/runner/secrets/scrub-large.js";
import { Scrubber } from "../../../src/runner/secrets/scrubber.js";

const SECRET = 'hun"ter→2\nand more';
const scrubber = new Scrubber([SECRET]);

const fragment = fc.constantFrom(
  ...[
    SECRET,
    'hun"t',
    "er→2",
    "→2\n",
    "and more",
    "→2\nand more",
    "\u001b[1m",
    "\u001b[",
    "31m",
    "",
    " ",
    ",",
    '"',
    "x",
    "é",
    "n",
  ],
);
const text = fc.array(fragment, { maxLength: 6 }).map((parts) => parts.join(""));
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: text },
    fc.constantFrom(1, null, true),
    fc.array(tie("value"), { maxLength: 4 }),
    { weight: 2, arbitrary: fc.array(text, { maxLength: 5 }) },
    fc.dictionary(fc.oneof(fc.constantFrom("a", "outputs", "application/json", "metadata"), text), tie("value"), {
      maxKeys: 3,
    }),
  ),
})).value;

it("what is kept as bytes is scrubbed as it is without them, and stays bytes if it holds no secret", () => {
  let kept = 0;
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("application/json", "text/plain", "outputs", "other"), tree),
      fc.constantFrom(undefined, 1, " "),
      (value, indent) => {
        const json = JSON.stringify({ metadata: value, data: value }, null, indent);
        const bytes = (): JsonObject =>
          readJsonBytes(new TextEncoder().encode(json), { keepLarge: true, partBytes: 8 }) as JsonObject;
        const clean = scrubber.data(bytes());
        const expected = scrubber.data(readJson(json));
        expect(writeJson(clean)).toBe(writeJson(expected));
        const [inPlace, plain] = [bytes(), readJson(json) as JsonObject];
        for (const key of ["metadata", "data"]) {
          const members = inPlace[key] as JsonObject;
          for (const member of Object.keys(members)) {
            const before = largeAt(members, member);
            scrubMember(members, member, scrubber);
            const same = scrubber.data((plain[key] as JsonObject)[member]) === (plain[key] as JsonObject)[member];
            // A list of texts that together hold no secret is not even read.
            if (before !== undefined && same && largeAt(members, member) === before) kept++;
          }
          expect(writeJson(members)).toBe(writeJson(mapped(plain[key] as JsonObject)));
        }
      },
    ),
    {
      numRuns: 600,
      examples: [
        [{ other: { list: ['hun"t', "er→2"] } }, undefined],
        [{ other: { list: ['hun"t', "", "er→2"] } }, 1],
        [{ other: { text: 'hun"t\u001b[1;31mer→\u001b[K2' } }, undefined],
      ],
    },
  );
  expect(kept).toBeGreaterThan(150);
});

function mapped(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(object).map((key) => [key, scrubber.data(object[key]) as JsonValue]));
}
