import { expect, it } from "vitest";
import { collectGarbage } from "../../src/core/collect-garbage.js";
import type { CodeCell, Output } from "../../src/nbformat/index.js";
import { setText } from "../../src/nbformat/large/kept-text.js";
import { LargeText } from "../../src/nbformat/large/large-value.js";
import { serverOutput } from "../../src/runner/io/server-output.js";
import { NotebookText } from "../../src/runner/notebook-text.js";
import { makeNotebook } from "./make-notebook.js";

it("a long notebook is not held while a server takes it", async () => {
  const notebook = makeNotebook("python3", ["a"]);
  const { outputs } = notebook.cells[0] as CodeCell;
  const line = `${"x".repeat(99)}\n`;
  const held = ((): WeakRef<LargeText> => {
    const output: Output = { output_type: "stream", name: "stdout" };
    const text = new LargeText(8_000_000, function* () {
      for (let i = 0; i < 80_000; i++) yield line;
    });
    setText(output, "text", text);
    outputs.push(output);
    return new WeakRef(text);
  })();
  const text = new NotebookText();
  let written = (): void => {};
  let released = 0;
  let sent = 0;
  const output = serverOutput(async (body) => {
    expect(released).toBe(1);
    // Another output took its place meanwhile.
    outputs.length = 0;
    await collectGarbage();
    expect(held.deref()).toBeUndefined();
    for await (const chunk of body.chunks()) sent += chunk.byteLength;
  });
  const bytes = await output.save(
    (hasLast) => {
      const version = text.version(notebook, hasLast);
      written = version.written;
      return version.pieces;
    },
    () => released++,
  );
  written();
  expect(bytes).toBeGreaterThan(8_000_000);
  expect(sent).toBe(bytes);
});

it("says so only at the end where all of it is sent in one piece", async () => {
  const text = new NotebookText();
  const notebook = makeNotebook("python3", ["a"]);
  let released = 0;
  const output = serverOutput(async () => expect(released).toBe(0), { sendsWhole: true });
  await output.save(
    (hasLast) => text.version(notebook, hasLast).pieces,
    () => released++,
  );
  expect(released).toBe(0);
});
