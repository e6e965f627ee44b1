import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cell, type Notebook, readNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { largeAt, setLarge } from "../../src/nbformat/large/large-members.js";
import { LargeJson, LargeText } from "../../src/nbformat/large/large-value.js";
import { cellDescription } from "../../src/runner/cell-description.js";
import { gatherBytes } from "../../src/runner/io/gather-bytes.js";
import { NotebookText } from "../../src/runner/notebook-text.js";
import { runKeys } from "../../src/runner/resume/run-key.js";
import { setDeterministicIds } from "../../src/runner/tidy/deterministic-ids.js";

/** A notebook whose long metadata, and source of a cell of text, were kept as bytes. */
function largeNotebook(changes: object = {}): Notebook {
  const source = "→ a long text\n".repeat(2000);
  const widgets = { state: Array.from({ length: 4000 }, (_, i) => ({ b: i, a: 1.5 })) };
  const cells = [
    { cell_type: "markdown", metadata: {}, source },
    { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: "1" },
  ];
  const json = { nbformat: 4, nbformat_minor: 4, metadata: { a: 1, widgets, z: "end" }, cells, ...changes };
  return readNotebook(Buffer.from(JSON.stringify(json)));
}

describe("a notebook with long metadata and sources", () => {
  it("is saved again and again as it is, its long metadata written once", () => {
    const notebook = largeNotebook();
    const text = new NotebookText();
    let saved = Buffer.alloc(0);
    /** Saves, and gives the bytes that were made anew. */
    const save = (): number => {
      const version = text.version(notebook, saved.length > 0);
      const pieces = [...version.pieces];
      saved = Buffer.concat(
        pieces.map((piece) => (piece instanceof Uint8Array ? piece : saved.subarray(piece.start, piece.end))),
      );
      version.written();
      return pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.byteLength : 0), 0);
    };
    const whole = save();
    notebook.metadata["z"] = "changed";
    expect(save()).toBeLessThan(whole / 20);
    expect(largeAt(notebook.metadata, "widgets")).toBeInstanceOf(LargeJson);
    expect(saved.toString()).toBe(writeNotebook(notebook));
    notebook.metadata["widgets"] = { state: {} };
    save();
    expect(saved.toString()).toBe(writeNotebook(notebook));
  });

  it("gets the ids and keys that it has where it is held as JavaScript holds it, and is not read for them", () => {
    const facts = {
      kernel: "k",
      engine: "e",
      parameters: {},
      cwd: "/",
      leftOut: [],
      inputs: {},
      form: { reportMode: false, cleanMetadata: false, deterministicIds: false, lateOutput: 0 },
    };
    const uses: readonly ((notebook: Notebook) => unknown)[] = [
      (notebook) => notebook.cells.map((cell) => cell["id"]),
      (notebook) => runKeys(notebook, facts).run,
      (notebook) => {
        setDeterministicIds(notebook);
        return notebook.cells.map((cell) => cell["id"]);
      },
    ];
    for (const use of uses) {
      const kept = largeNotebook();
      const plain = readNotebook(writeNotebook(kept), { upgrade: false });
      expect(use(kept)).toEqual(use(plain));
      expect(largeAt(kept.cells[0] as Cell, "source")).toBeInstanceOf(LargeText);
    }
  });
});

describe("cellDescription", () => {
  it("finds what a regular expression finds in the whole text, however it is cut", () => {
    const part = fc.constantFrom("papermill_description", "papermill_", "description=", "=", "a", "é", " ", "\n", "#");
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 4 }).map((parts) => parts.join(""))), (pieces) => {
        const cell = { cell_type: "markdown", metadata: {}, source: "" } as unknown as Cell;
        setLarge(cell, "source", new LargeText(1, () => pieces));
        expect(cellDescription(cell)).toBe(/papermill_description=(\S+)/.exec(pieces.join(""))?.[1]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("gatherBytes", () => {
  it("gives all chunks in order, whatever length was expected", async () => {
    const chunk = fc.uint8Array({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk), fc.nat(60), async (chunks, expected) => {
        const given = async function* (): AsyncGenerator<Uint8Array> {
          yield* chunks;
        };
        expect(Buffer.from(await gatherBytes(given(), expected))).toEqual(Buffer.concat(chunks));
      }),
      { numRuns: 300 },
    );
  });
});
