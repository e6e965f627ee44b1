import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMessage, type Message } from "../../../src/jupyter/index.js";
import type { JsonObject } from "../../../src/nbformat/index.js";
import { keptText } from "../../../src/nbformat/large/kept-text.js";
import { largeAt } from "../../../src/nbformat/large/large-members.js";
import type { LargeText } from "../../../src/nbformat/large/large-value.js";
import { readJsonBytes } from "../../../src/nbformat/large/read-json-bytes.js";
import { MessageScrubber } from "../../../src/runner/secrets/message-scrubber.js";
import { readSecret } from "../../../src/runner/secrets/read-secret.js";
import { scrubLarge } from "../../../src/runner/secrets/scrub-large.js";
import { Scrubber } from "../../../src/runner/secrets/scrubber.js";
import { toSecrets } from "../../../src/runner/secrets/secrets.js";
import { StreamScrubber } from "../../../src/runner/secrets/stream-scrubber.js";

const TOKEN = `s3cr"t/'<&>\\n+k`;

describe("the scrubber", () => {
  const scrubber = new Scrubber([TOKEN, "hunter2!", "café😀", "line one of key\nline two of key"]);

  it.each<[string, string]>([
    ["as it is", `x ${TOKEN} y`],
    ["as a JSON literal", `x ${JSON.stringify(TOKEN).slice(1, -1)} y`],
    ["as Python's repr", "x s3cr\"t/\\'<&>\\\\n+k y"],
    ["in HTML", "x s3cr&quot;t/&#39;&lt;&amp;&gt;\\n+k y"],
    ["in HTML, as Python escapes it", "x s3cr&quot;t/&#x27;&lt;&amp;&gt;\\n+k y"],
    ["in a URL", `x ${encodeURIComponent(TOKEN)} y`],
    ["in a URL as Python writes it", "x s3cr%22t%2F%27%3C%26%3E%5Cn%2Bk y"],
    ["as Python's JSON, ASCII only", "x caf\\u00e9\\ud83d\\ude00 y"],
    ["in base64", `x ${Buffer.from(TOKEN).toString("base64")} y`],
    ["in a URL as Python's quote leaves slashes", "x s3cr%22t/%27%3C%26%3E%5Cn%2Bk y"],
    ["in a URL with small digits", "x s3cr%22t%2f%27%3c%26%3e%5cn%2bk y"],
    ["in a URL in a URL", "x s3cr%2522t%252F%2527%253C%2526%253E%255Cn%252Bk y"],
    ["with every byte encoded", `x ${Buffer.from(TOKEN).toString("hex").replace(/../g, "%$&")} y`],
    ["in XML, where quotes stay", `x s3cr"t/'&lt;&amp;&gt;\\n+k y`],
    ["in HTML by numbers", `x ${[...TOKEN].map((c) => `&#${c.charCodeAt(0)};`).join("")} y`],
    ["in HTML in JSON", "x s3cr&quot;t/&#x27;&lt;&amp;&gt;\\\\n+k y"],
    ["in JSON in JSON", `x ${JSON.stringify(JSON.stringify(TOKEN).slice(1, -1)).slice(1, -1)} y`],
    ["in JSON in Python's repr", "x s3cr\\\\\"t/\\'<&>\\\\\\\\n+k y"],
    ["on a command line", `x s3cr"t/'"'"'<&>\\n+k y`],
    ["as Python's ascii()", "x caf\\xe9\\U0001f600 y"],
    ["as Python's bytes", "x caf\\xc3\\xa9\\xf0\\x9f\\x98\\x80 y"],
    ["in hexadecimal", `x ${Buffer.from(TOKEN).toString("hex")} y`],
    ["in capital hexadecimal, byte by byte", "x 68:75:6E:74:65:72:32:21 y"],
    ["one line of several", "x line two of key y"],
    ["with colours inside", "x hunt\u001b[0m\u001b[33mer2! y"],
    ["with what it was found by highlighted, as grep does", "x h\u001b[01;31m\u001b[Kunt\u001b[m\u001b[Ker2! y"],
    ["with the cursor hidden inside", "x hunt\u001b[?25ler2! y"],
    ["with a link on a part of it", "x hun\u001b]8;;https://a.b/c\u001b\\te\u001b]8;;\u0007r2! y"],
    ["with another character set inside", "x hunt\u001b(Ber2! y"],
    ["with a character that was taken back", "x hunt?\ber2! y"],
    ["with several that were taken back", "x hunt?\u001b[1m😀?\b\b\u001b[m\ber2! y"],
    ["struck twice, as manuals print in bold", "x h\bhu\bun\bnt\bte\ber\br2\b2!\b! y"],
  ])("finds a secret %s", (_name, text) => {
    expect(scrubber.text(text)).toBe("x *** y");
  });

  it.each(["x hunter2!\b\b y", "x \u001b[hunter2! y", "x \u001b(hunter2! y", "x \u001b]8;;hunter2!\u0007 y"])(
    "finds what stands there as it is, though a terminal does not show it: %j",
    (text) => {
      expect(scrubber.holds(text)).toBe(true);
      expect(scrubber.text(text)).toBe(text.replace("hunter2!", "***"));
    },
  );

  it("takes back no more than a line holds", () => {
    expect(scrubber.text("hunt\b\n\b\ber2! hunt\n\ber2!")).toBe("hunt\b\n\b\ber2! hunt\n\ber2!");
  });

  it("leaves other texts alone, and data that holds no secret as the same object", () => {
    const data = { a: ["hunter", { b: 1n, c: null }], d: 2.5 };
    expect(scrubber.data(data)).toBe(data);
    expect(scrubber.text("\u001b[31mhunter2\u001b[0m")).toBe("\u001b[31mhunter2\u001b[0m");
  });

  it("goes through lists, objects and keys", () => {
    const data = { text: ["my hun", "ter2! is"], "hunter2!": { deep: ["hunter2!"] }, ["__proto__"]: "hunter2!" };
    expect(JSON.stringify(scrubber.data(data))).toBe('{"text":["my *** is"],"***":{"deep":["***"]},"__proto__":"***"}');
  });

  it("finds a secret however a stream's text is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 8 }), fc.constantFrom("", "hun", "\u001b[1m"), (cuts, before) => {
        const text = `${before}a ${TOKEN} b hunter2!hunter2! huntline one of key\nline two of key\n hunter`;
        const stream = new StreamScrubber(scrubber);
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const parts = places.slice(1).map((end, at) => stream.push(text.slice(places[at], end)));
        parts.push(stream.flush());
        expect(parts.join("")).toBe(`${before}a *** b ****** hunt***\n hunter`);
      }),
    );
  });
});

describe("a sequence", () => {
  it.each([
    ["a colour", "\u001b[1;32m"],
    ["a mode", "\u001b[?25l"],
    ["a link", "\u001b]8;;https://a.b/c\u0007"],
    ["a character set", "\u001b(B"],
  ])("(%s) that is cut itself, in the middle of a secret, hides none", (_name, sequence) => {
    const text = `a hun${sequence}ter2! b`;
    for (let cut = 0; cut <= text.length; cut++) {
      const stream = new StreamScrubber(new Scrubber(["hunter2!"]));
      const parts = [stream.push(text.slice(0, cut)), stream.push(text.slice(cut)), stream.flush()];
      expect(parts.join(""), String(cut)).toBe("a *** b");
    }
  });
});

it("text that turns on one place, with a backspace each time, does not wait", () => {
  const stream = new StreamScrubber(new Scrubber(["hunter2!"]));
  expect(stream.push("work |\b")).toBe("work |\b");
  for (let turn = 0; turn < 200; turn++) expect(stream.push("/\b-\b|\b")).toBe("/\b-\b|\b");
  let waiting = 0;
  for (let turn = 0; turn < 200; turn++) waiting += "hun|\b".length - stream.push("hun|\b").length;
  expect(waiting).toBeLessThan(200);
});

describe("secrets that share characters", () => {
  it.each([
    [["abcd", "abcdEFGH"], "1 abcdEFGH 2 abcd 3", "1 *** 2 *** 3"],
    [["hunter2!", "!bang"], "hunter2!ban hunter2!", "***ban ***"],
    [["aaaa", "aaaaaaab"], "aaaaaa", "***aa"],
  ])("%j are found in %j wherever it is cut", (values, text, expected) => {
    const scrubber = new Scrubber(values);
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        const stream = new StreamScrubber(scrubber);
        const parts = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(parts.map((part) => stream.push(part)).join("") + stream.flush(), `${first} ${second}`).toBe(expected);
      }
    }
  });
});

describe("messages of a kernel", () => {
  const header = createMessage({ type: "execute_request", session: "c", content: {} }).header;
  const message = (type: string, content: Record<string, unknown>): Message =>
    createMessage({ type, session: "k", content, parentHeader: header });

  /** A stream's content with its text as bytes. */
  const kept = (text: string, partBytes = 64): JsonObject =>
    readJsonBytes(new TextEncoder().encode(JSON.stringify({ name: "stdout", text })), {
      keepLarge: true,
      partBytes,
    }) as JsonObject;

  it("hide a secret that is split across messages, with others between, and lose no text", () => {
    const seen: unknown[] = [];
    const scrubber = new MessageScrubber(new Scrubber(["hunter2!"]), ({ content }) => seen.push(content));
    const stream = (name: string, text: string): void => scrubber.handle(message("stream", { name, text }));
    stream("stdout", "pass hun");
    stream("stderr", "err h");
    scrubber.handle(message("display_data", { data: { "text/plain": "hunter2!" } }));
    stream("stdout", "ter2! ok hunt");
    scrubber.handle(message("error", { evalue: "no hunter2!", traceback: ["hunter2!"] }));
    scrubber.handle(message("status", { execution_state: "idle" }));
    stream("stdout", "late hunter2! hunt");
    scrubber.flushAll();
    expect(seen).toEqual([
      { name: "stdout", text: "pass " },
      { name: "stderr", text: "err " },
      { data: { "text/plain": "***" } },
      { name: "stdout", text: "*** ok " },
      { name: "stdout", text: "hunt" },
      { name: "stderr", text: "h" },
      { evalue: "no ***", traceback: ["***"] },
      { execution_state: "idle" },
      { name: "stdout", text: "late *** " },
      { name: "stdout", text: "hunt" },
    ]);
  });

  it("hide a secret of any characters in any pieces, in time or late, and keep all other text", () => {
    const piece = fc.nat(12);
    const secretText = fc
      .string({ unit: "grapheme", minLength: 4, maxLength: 20 })
      .filter((text) => /\S{4}/.test(text) && !/[\u2500\u2502*]/.test(text));
    fc.assert(
      fc.property(
        secretText,
        fc.array(piece, { minLength: 1 }),
        fc.nat(),
        fc.nat(6),
        (secret, sizes, seed, repeats) => {
          // Neighbours that no secret and no spelling of one can overlap with.
          const before = "\u2500".repeat(seed % 5);
          const text = `${before}${`${secret}\u2502`.repeat(repeats)}`;
          const seen: string[] = [];
          const messages = new MessageScrubber(new Scrubber([secret]), ({ header: { msg_type }, content }) => {
            if (msg_type === "stream") seen.push(String(content["text"]));
          });
          const idleAt = text.length === 0 ? 0 : seed % (text.length + 1);
          let at = 0;
          for (let turn = 0; at < text.length; turn++) {
            const before = at;
            at = Math.min(text.length, at + (sizes[turn % sizes.length] as number) + 1);
            messages.handle(message("stream", { name: "stdout", text: text.slice(before, at) }));
            if (before <= idleAt && idleAt < at) messages.handle(message("status", { execution_state: "idle" }));
          }
          messages.flushAll();
          const shown = seen.join("");
          expect(shown).not.toContain(secret);
          // What was given out when the cell ended may be a secret's first characters; then a mask follows them.
          expect(shown.replaceAll(/[^\u2500\u2502]+/gu, "*")).toBe(`${before}${"*\u2502".repeat(repeats)}`);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("hide a secret in what is kept as bytes as in text, in any pieces", () => {
    const fragment = fc.constantFrom(
      "hunter2!",
      "aaaa",
      "a".repeat(40),
      "hun",
      "hunt",
      "er2!",
      "x",
      "\u2192",
      "\n",
      "\r",
      "\u001b[1m",
      "\ud800",
      '"',
    );
    const text = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(""));
    const shown = (texts: readonly string[], bytes: boolean): string => {
      const seen: string[] = [];
      const messages = new MessageScrubber(new Scrubber(["hunter2!", "aaaab"]), ({ content }) => {
        seen.push(...keptText(content as JsonObject, "text"));
      });
      for (const each of texts)
        messages.handle(message("stream", bytes ? kept(each, 16) : { name: "stdout", text: each }));
      messages.flushAll();
      return seen.join("");
    };
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        expect(shown(texts, true)).toBe(shown(texts, false));
      }),
      { numRuns: 500, examples: [[["a".repeat(4), "a".repeat(64), "b"]]] },
    );
  });

  it("leave what holds no secret the bytes that it is, of streams and all else: it is in memory once", () => {
    const long = `${"no secret\n".repeat(100)}hunter2!${"or one\n".repeat(100)}`;
    const seen: JsonObject[] = [];
    const messages = new MessageScrubber(new Scrubber(["hunter2!"]), ({ content }) => seen.push(content as JsonObject));
    const stream = kept(long);
    messages.handle(message("stream", stream));
    const own = (largeAt(stream, "text") as LargeText).plain()![0]!.json.buffer;
    const bytes = seen
      .flatMap((content) => (largeAt(content, "text") as LargeText | undefined)?.plain() ?? [])
      .filter(({ json }) => json.buffer === own)
      .reduce((sum, { json }) => sum + json.byteLength, 0);
    // Only the pieces with the secret, and where one could begin, are made anew.
    expect(bytes).toBeGreaterThan(0.7 * long.length);
    expect(seen.map((content) => [...keptText(content, "text")].join("")).join("")).toBe(
      long.replace("hunter2!", "***"),
    );

    const page = kept("no secret ".repeat(1_000).concat("hunter2!", "x".repeat(1_000)), 2_000);
    const before = process.memoryUsage().arrayBuffers;
    const clean = scrubLarge(largeAt(page, "text")!, new Scrubber(["hunter2!"])) as LargeText;
    expect(clean.value()).toBe(`${"no secret ".repeat(1_000)}***${"x".repeat(1_000)}`);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000);
  });

  it("hide a secret whose pieces the kernel gives to several requests", () => {
    const seen: string[] = [];
    const messages = new MessageScrubber(
      new Scrubber(["hunter2!"]),
      ({ header: { msg_type }, content, parentHeader }) => {
        if (msg_type === "stream") seen.push(`${parentHeader.msg_id}: ${String(content["text"])}`);
      },
    );
    const of = (request: string, given: Message): Message => ({
      ...given,
      parentHeader: { ...header, msg_id: request },
    });
    const stream = (request: string, text: string): void =>
      messages.handle(of(request, message("stream", { name: "stdout", text })));
    stream("a", "1 hun");
    stream("b", "ter2! 2 hunt");
    stream("c", "x 3 h");
    messages.handle(of("c", message("status", { execution_state: "idle" })));
    stream("a", "unter2! 4 hu");
    stream("b", "x");
    stream("a", "nter2! 5");
    messages.flushAll();
    expect(seen).toEqual(["a: 1 ", "b: *** 2 ", "c: x 3 ", "c: h", "a: *** 4 ", "b: huntx", "a: *** 5"]);
  });

  it("hide a secret in bytes, and in base64 of bytes around it", () => {
    const secret = "hunter2!long";
    const seen: Message[] = [];
    const messages = new MessageScrubber(new Scrubber([secret]), (given) => seen.push(given));
    messages.handle({ ...message("comm_msg", { comm_id: "c" }), buffers: [Buffer.from(`a${secret}b${secret}`)] });
    expect(Buffer.from(seen[0]!.buffers[0]!).toString()).toBe(`a${"*".repeat(12)}b${"*".repeat(12)}`);
    for (const start of ["", "a", "ab", "abc"]) {
      const picture = Buffer.from(`${start}${secret}\u00ff`).toString("base64");
      expect(new Scrubber([secret]).text(picture)).toContain("***");
    }
    const none = Buffer.from("nothing");
    expect(new Scrubber([secret]).bytes(none)).toBe(none);
  });
});

describe("secrets", () => {
  it("come from variables and files", () => {
    const path = join(mkdtempSync(join(tmpdir(), "cellmill-secret-")), "token");
    writeFileSync(path, "from a file\n");
    expect(readSecret("key=env:MY_KEY", { MY_KEY: "a=b" })).toEqual(["key", "a=b"]);
    expect(readSecret(`key=file:${path}`)).toEqual(["key", "from a file"]);
  });

  it.each([
    ["token", /NAME=env:VARIABLE or NAME=file:PATH.*"token"/],
    ["token=plain-value", /got "token"=…$/],
    ["token=env:NOT_SET", /NOT_SET is not set/],
    ["token=file:/none/such", /cannot be read.*ENOENT/],
  ])("%j is refused without showing a value", (text, message) => {
    expect(() => readSecret(text, {})).toThrow(message);
  });

  it("must be long enough to be told apart", () => {
    expect(() => toSecrets({ pin: "123" })).toThrow(/secret pin.*at least 4 characters, got 3 characters/);
    expect(toSecrets({})).toBeUndefined();
  });

  it("are masked in errors, with their details and causes", () => {
    const secrets = toSecrets({ token: "hunter2!" })!;
    const error = Object.assign(new Error("a hunter2!", { cause: new Error("b hunter2!") }), {
      details: { what: "c hunter2!", list: ["hunter2!"] },
    });
    expect(secrets.error(error)).toBe(error);
    expect([error.message, (error.cause as Error).message, error.details]).toEqual([
      "a ***",
      "b ***",
      { what: "c ***", list: ["***"] },
    ]);
    expect(error.stack).not.toContain("hunter2!");
  });
});
