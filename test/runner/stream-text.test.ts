import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/nbformat/index.js";
import { largeAt } from "../../src/nbformat/large/large-members.js";
import { LargeText } from "../../src/nbformat/large/large-value.js";
import { readJsonBytes } from "../../src/nbformat/large/read-json-bytes.js";
import { StreamText } from "../../src/runner/stream-text.js";

function textOf({ text }: StreamText): string {
  return typeof text === "string" ? text : text.value();
}

function escapes(text: string): string {
  return Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join(
    "",
  );
}

function shown(...texts: string[]): string {
  const stream = new StreamText();
  for (const text of texts) stream.append(text);
  return textOf(stream);
}

describe("a stream's text", () => {
  it.each([
    ["plain lines", "a\nb\n", "a\nb\n"],
    ["a progress bar", " 10%\r 50%\r100%\ndone\n", "100%\ndone\n"],
    ["a shorter text over a longer one", "hello\rHE", "HEllo"],
    ["backspaces", "50%\b\b\b60%", "60%"],
    ["a backspace over one character", "abc\b\bX", "aXc"],
    ["backspaces at the start of a line", "a\n\b\bb", "a\nb"],
    ["Windows line ends", "a\r\nb\r\n", "a\r\nb\r\n"],
    ["a return at the end, of which more may come", "a\r", "a\r"],
    ["several returns", "a\r\r\rb", "b"],
    ["colours, which take no room", "\x1b[31mred\x1b[0m\rgreen", "green"],
    ["colours of what stays", "\x1b[31mab\x1b[0m\rX", "Xb\x1b[0m"],
    ["erasing the rest", "long text\rab\x1b[K", "ab"],
    ["erasing the line", "long text\r\x1b[2Kab", "ab"],
    ["characters beyond 16 bits", "😀😀\rx", "x😀"],
    ["lines before", "one\ntwo\rTWO\nthree", "one\nTWO\nthree"],
  ])("shows %s as a terminal does", (_name, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it("does not depend on how the text was cut into messages", () => {
    const piece = fc.constantFrom("a", "bc", "\r", "\b", "\n", "é", "\r\n", " ");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(shown(...pieces)).toBe(shown(pieces.join("")));
      }),
    );
  });

  it("is the text itself where nothing moves the cursor", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
        fc.pre(!/[\r\b]/.test(texts.join("")));
        expect(shown(...texts)).toBe(texts.join(""));
      }),
    );
  });

  it("is the same for texts that are kept as the bytes that came", () => {
    const unit = fc.constantFrom(
      "a",
      "bc ",
      "é",
      "→",
      "😀",
      "\ud83d",
      "\n",
      "\n",
      "\r",
      "\b",
      "\t",
      '"',
      "\\",
      "\x1b[1m",
    );
    // Long ones without what goes back are kept; kernels may write any character as an escape.
    const plainLine = fc.constantFrom("x".repeat(1500), `${"→".repeat(600)}\n`, `${'"y\n'.repeat(900)}end`);
    const text = fc.tuple(fc.array(fc.oneof({ weight: 3, arbitrary: unit }, plainLine)), fc.boolean());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), fc.integer({ min: 1, max: 2_000 }), (texts, partBytes) => {
        const [kept, plain] = [new StreamText(), new StreamText()];
        for (const [units, escaped] of texts) {
          const written = JSON.stringify({ text: units.join("") });
          const json = escaped ? written.replace(/[^ -~]/g, (each) => escapes(each)) : written;
          const content = readJsonBytes(new TextEncoder().encode(json), { keepLarge: true, partBytes }) as JsonObject;
          const large = largeAt(content, "text");
          if (large instanceof LargeText) kept.appendText(large);
          else kept.appendText(content["text"] as string);
          plain.append(units.join(""));
        }
        expect(textOf(kept)).toBe(textOf(plain));
      }),
    );
  });

  it("is the very bytes of a long text that goes back nowhere", () => {
    const json = Buffer.from(JSON.stringify({ text: `${"x".repeat(30)}\n`.repeat(3_000) }));
    const stream = new StreamText();
    stream.appendText(largeAt(readJsonBytes(json, { keepLarge: true }) as JsonObject, "text") as LargeText);
    json.fill("y", json.indexOf("xxx"), json.indexOf("xxx") + 3);
    expect(textOf(stream).slice(0, 5)).toBe("yyyxx");
  });

  it("is the same for a long text, in one piece or in many, with control sequences cut", () => {
    const line = `${"x".repeat(40)}\x1b[31mé→\x1b[0m😀\ud83d|\n`;
    const text = `${line.repeat(4_000)}${line.replace("\n", "").repeat(4_000)}\r${line.repeat(3_000)}\rend`;
    const stream = new StreamText();
    const pieces: string[] = [];
    for (let at = 0; at < text.length; at += 997) pieces.push(text.slice(at, at + 997));
    stream.appendPieces(pieces);
    expect(textOf(stream)).toBe(shown(text));
    expect(shown("a".repeat(100_000), "b\n", "c".repeat(100_000))).toBe(
      `${"a".repeat(100_000)}b\n${"c".repeat(100_000)}`,
    );
  });

  it("of wide characters is held as UTF-8 but for its last characters, and keeps nothing else alive", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const heap = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = heap();
    const streams = Array.from({ length: 100 }, (_, i) => {
      const stream = new StreamText();
      const text = `${i}${"\u2192".repeat(77)}\n`.repeat(1250);
      // As a kernel's messages: texts of their own.
      for (let at = 0; at < text.length; at += 8_000) stream.append(Buffer.from(text.slice(at, at + 8_000)).toString());
      return stream;
    });
    // As a string each takes 200 KB.
    expect((heap() - before) / streams.length).toBeLessThan(50_000);
    expect(streams.every((stream) => typeof stream.text !== "string")).toBe(true);
  });

  it("takes as long for a line that is written over and over as for one that grows", () => {
    const stream = new StreamText();
    stream.append("line\n".repeat(1_000_000));
    const start = performance.now();
    for (let i = 0; i < 5_000; i++) stream.append(`\r${String(i).padStart(80)}`);
    expect(textOf(stream).endsWith("4999")).toBe(true);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
