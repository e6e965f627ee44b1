import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileBytes, filePieces } from "../../src/cli/file-pieces.js";

it("a file comes in pieces that lay end to end are the file, wherever its characters are cut", () => {
  const folder = mkdtempSync(join(tmpdir(), "cellmill-pieces-"));
  try {
    const path = join(folder, "text");
    const text = `a${"→\u{1f600}é".repeat(60_000)}`;
    writeFileSync(path, text);
    const pieces = [...filePieces(path)];
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join("") === text).toBe(true);
    expect(Buffer.concat([...fileBytes(path)]).toString() === text).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
