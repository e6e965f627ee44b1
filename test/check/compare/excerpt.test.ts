import { describe, expect, it } from "vitest";
import { EXCERPT_LENGTH, excerpt, excerptPair, excerptPieces } from "../../../src/check/compare/excerpt.js";

const BASE64 = Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 7919) % 256)).toString("base64");

describe("excerpts", () => {
  it.each([
    ["bases in a result", "text/plain", "ACGT".repeat(1000)],
    ["a long word in a stream", "stdout", "aB3".repeat(1000)],
    ["SVG", "image/svg+xml", BASE64],
  ])("show %s as text", (_name, key, text) => {
    expect(excerpt(text, EXCERPT_LENGTH, key).slice(0, 200)).toBe(text.slice(0, 200));
  });

  it.each([
    ["image/png", BASE64],
    ["application/pdf", BASE64.replace(/.{76}/g, "$&\n")],
  ])("name the data of %s", (key, text) => {
    expect(excerpt(text, EXCERPT_LENGTH, key)).toMatch(/^.{8}… \(base64, \d+ characters, sha256 [0-9a-f]{16}…\)$/);
  });

  it("of texts in pieces are those of the whole", () => {
    for (const [key, text] of [
      ["image/png", BASE64],
      ["text/plain", "abc\n".repeat(1000)],
      ["text/plain", "abc"],
    ] as const) {
      const pieces = text.match(/[\s\S]{1,300}/g) ?? [];
      expect(excerptPieces(pieces, 500, key)).toBe(excerpt(text, 500, key));
    }
  });

  it("of long texts show the first difference, however late it comes", () => {
    const before = "ACGT".repeat(5000);
    const [stored, got] = excerptPair(`${before}one`, `${before}two${before}`, "text/plain");
    expect(stored).toBe(`…${before.slice(-200)}one`);
    expect(got.startsWith(`…${before.slice(-200)}two`)).toBe(true);
    expect(got.length).toBe(EXCERPT_LENGTH + 2);
  });

  it("of texts that differ early begin at their start", () => {
    const [stored, got] = excerptPair(`a${"x".repeat(5000)}`, `b${"x".repeat(5000)}`, "text/plain");
    expect([stored.slice(0, 2), got.slice(0, 2)]).toEqual(["ax", "bx"]);
  });
});
