import { describe, expect, it, vi } from "vitest";
import { type CodeCell, cellTags } from "../../src/nbformat/index.js";
import { insertErrorMarkers, removeErrorMarkers } from "../../src/runner/error-markers.js";
import { NotebookExecutionManager } from "../../src/runner/execution-manager.js";
import { findFailure } from "../../src/runner/find-failure.js";
import { silentLogger } from "../../src/runner/index.js";
import type { NotebookOutput } from "../../src/runner/io/handler.js";
import { injectParameters } from "../../src/runner/parameterize.js";
import { ProgressBar, progressText } from "../../src/runner/progress-bar.js";
import { durationSeconds, executionDate, isoTimestamp } from "../../src/runner/timestamp.js";
import { makeNotebook } from "./make-notebook.js";

/** An output whose versions are kept in the list. */
function outputTo(saved: string[]): NotebookOutput {
  return {
    async save(pieces) {
      const last = Buffer.from(saved.at(-1) ?? "");
      const bytes = Array.from(pieces(saved.length > 0), (piece) =>
        piece instanceof Uint8Array ? piece : last.subarray(piece.start, piece.end),
      );
      saved.push(Buffer.concat(bytes).toString("utf8"));
      return 0;
    },
  };
}

describe("the injected cell", () => {
  const sources = (notebook: ReturnType<typeof makeNotebook>): string[] => notebook.cells.map((cell) => cell.source);

  it("stands after the first cell tagged parameters", () => {
    const notebook = makeNotebook("python3", [
      "a",
      { source: "p", tags: ["parameters"] },
      { source: "q", tags: ["parameters"] },
    ]);
    expect(injectParameters(notebook, "new", false)).toBe(true);
    expect(sources(notebook)).toEqual(["a", "p", "new", "q"]);
    expect(notebook.cells[2]!.metadata).toEqual({ tags: ["injected-parameters"] });
  });

  it("takes the place of the cell of an earlier run, with a new id", () => {
    const notebook = makeNotebook("python3", [
      { source: "p", tags: ["parameters"] },
      "b",
      { source: "old", tags: ["injected-parameters", "x"] },
    ]);
    const id = notebook.cells[2]!["id"];
    injectParameters(notebook, "new", true);
    expect(sources(notebook)).toEqual(["p", "b", "new"]);
    expect(notebook.cells[2]!["id"]).not.toBe(id);
    expect(notebook.cells[2]!.metadata).toEqual({ tags: ["injected-parameters"], jupyter: { source_hidden: true } });
  });

  it("goes to the top of a notebook without either, and says so", () => {
    const notebook = makeNotebook("python3", ["a"]);
    expect(injectParameters(notebook, "new", false)).toBe(false);
    expect(sources(notebook)).toEqual(["new", "a"]);
  });
});

describe("error markers", () => {
  it("stand at the top and before the failing cell, and are removed again", () => {
    const notebook = makeNotebook("python3", ["a", "b"]);
    insertErrorMarkers(notebook, 1, 2);
    expect(notebook.cells.map((cell) => cellTags(cell)[0] ?? cell.source)).toEqual([
      "papermill-error-cell-tag",
      "a",
      "papermill-error-cell-tag",
      "b",
    ]);
    expect(notebook.cells[0]!.source).toBe(
      '<span style="color:red; font-family:Helvetica Neue, Helvetica, Arial, sans-serif; font-size:2em;">An Exception was ' +
        "encountered at '<a href=\"#papermill-error-cell\">In [2]</a>'.</span>",
    );
    expect(new Set(notebook.cells.map((cell) => cell["id"])).size).toBe(4);
    removeErrorMarkers(notebook);
    expect(notebook.cells.map((cell) => cell.source)).toEqual(["a", "b"]);
  });
});

describe("findFailure", () => {
  const failing = (ename: string, evalue: string, tags: string[] = []): ReturnType<typeof makeNotebook> => {
    const notebook = makeNotebook("python3", ["a", { source: "b", tags }]);
    (notebook.cells[1] as CodeCell).outputs = [{ output_type: "error", ename, evalue, traceback: ["t"] }];
    return notebook;
  };

  it("finds the cell with an error output", () => {
    expect(findFailure(failing("E", "v"))).toMatchObject({ cellIndex: 1, ename: "E", evalue: "v", traceback: ["t"] });
  });

  it.each([
    ["", undefined],
    ["0", undefined],
    ["1", "SystemExit"],
  ])("takes sys.exit with %j as papermill does", (evalue, ename) => {
    expect(findFailure(failing("SystemExit", evalue))?.ename).toBe(ename);
  });

  it("lets a cell tagged raises-exception raise, which papermill does not", () => {
    expect(findFailure(failing("E", "v", ["raises-exception"]))).toBeUndefined();
  });

  it("finds a cell that is marked as failed without an error output", () => {
    const notebook = makeNotebook("python3", ["a"]);
    notebook.cells[0]!.metadata["papermill"] = { exception: true };
    expect(findFailure(notebook)?.ename).toBe("CellExecutionError");
  });
});

describe("NotebookExecutionManager", () => {
  it("tells the truth at every moment: cells that were not run stay pending", async () => {
    const notebook = makeNotebook("python3", ["a", "b", "c"]);
    const manager = new NotebookExecutionManager(notebook, { logger: silentLogger });
    const statuses = (): unknown[] =>
      notebook.cells.map((cell) => (cell.metadata["papermill"] as { status: string }).status);
    notebook.metadata["papermill"] = { version: "2.4.0", exception: true };
    manager.notebookStart();
    expect(statuses()).toEqual(["pending", "pending", "pending"]);
    manager.cellStart(notebook.cells[0]!, 0);
    expect(statuses()).toEqual(["running", "pending", "pending"]);
    manager.cellComplete(notebook.cells[0]!, 0);
    manager.cellStart(notebook.cells[1]!, 1);
    manager.cellException(notebook.cells[1]!, "kernel-died");
    manager.cellComplete(notebook.cells[1]!, 1);
    manager.notebookComplete();
    expect(statuses()).toEqual(["completed", "failed", "pending"]);
    expect(notebook.metadata["papermill"]).toMatchObject({ version: "2.4.0", exception: true });
    expect(notebook.cells[1]!.metadata).toMatchObject({
      papermill: { exception: true, status: "failed" },
      cellmill: { status: "kernel-died" },
    });
    expect(notebook.cells[2]!.metadata["papermill"]).toEqual({
      status: "pending",
      exception: null,
      start_time: null,
      end_time: null,
      duration: null,
    });
  });

  it("saves at cell boundaries, serialising only cells that changed", async () => {
    const notebook = makeNotebook("python3", ["a", "b"]);
    const saved: string[] = [];
    const output = outputTo(saved);
    const manager = new NotebookExecutionManager(notebook, { logger: silentLogger, output });
    manager.notebookStart();
    await vi.waitFor(() => expect(saved.length).toBe(1));
    // A change that the manager is not told of must not show: the kept text is used.
    notebook.cells[1]!.source = "changed behind its back";
    manager.cellStart(notebook.cells[0]!, 0);
    await vi.waitFor(() => expect(saved.length).toBe(2));
    expect(saved[1]).toContain('"status": "running"');
    expect(saved[1]).not.toContain("behind its back");
    await manager.stopSaving();
  });
});

describe("NotebookExecutionManager in a long cell", () => {
  it("saves what has come so far each time the autosave interval is over", async () => {
    const notebook = makeNotebook("python3", ["a"]);
    const saved: string[] = [];
    const output = outputTo(saved);
    const manager = new NotebookExecutionManager(notebook, { logger: silentLogger, output, autosaveCellEvery: 0.02 });
    manager.notebookStart();
    const cell = notebook.cells[0] as CodeCell;
    manager.cellStart(cell, 0);
    cell.outputs.push({ output_type: "stream", name: "stdout", text: "half way" });
    manager.cellChanged(cell);
    await new Promise((resolve) => setTimeout(resolve, 30));
    manager.cellChanged(cell);
    await vi.waitFor(() => expect(saved.at(-1)).toContain("half way"));
    expect(saved.at(-1)).toContain('"status": "running"');
    await manager.stopSaving();
  });

  it("says when a save holds nothing any more, be it early or at its end, also if it fails", async () => {
    const notebook = makeNotebook("python3", ["a"]);
    const saves: { released: () => void; fail: (error: Error) => void }[] = [];
    const output: NotebookOutput = {
      save: (_pieces, released = () => {}) => new Promise((_resolve, fail) => saves.push({ released, fail })),
    };
    for (const end of ["early", "fails"]) {
      const manager = new NotebookExecutionManager(notebook, { logger: silentLogger, output });
      manager.notebookStart();
      const save = saves.at(-1)!;
      let released = false;
      const waiting = manager.versionReleased().then(() => {
        released = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(released).toBe(false);
      if (end === "early") save.released();
      else save.fail(new Error("disk full"));
      await waiting;
      if (end === "early") save.fail(new Error("the server is gone"));
      await manager.stopSaving();
    }
  });

  it("does not throw where output comes after a save has failed, only where the cell ends", async () => {
    const notebook = makeNotebook("python3", ["a"]);
    const save = vi.fn().mockRejectedValue(new Error("disk full"));
    const output: NotebookOutput = { save };
    const manager = new NotebookExecutionManager(notebook, { logger: silentLogger, output, autosaveCellEvery: 1e-9 });
    manager.notebookStart();
    await vi.waitFor(() => expect(save).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve));
    const cell = notebook.cells[0] as CodeCell;
    expect(() => manager.cellChanged(cell)).not.toThrow();
    expect(() => manager.cellComplete(cell, 0)).toThrow("disk full");
    await manager.stopSaving();
  });

  it("shows the description that a cell's source gives", () => {
    let drawn = "";
    const progress = new ProgressBar(1, { isTTY: true, columns: 80, write: (text: string) => (drawn += text) });
    const notebook = makeNotebook("python3", ["# papermill_description=Loading data\nx = 1"]);
    const manager = new NotebookExecutionManager(notebook, { logger: silentLogger, progress });
    manager.notebookStart();
    manager.cellStart(notebook.cells[0]!, 0);
    manager.cellComplete(notebook.cells[0]!, 0);
    manager.notebookComplete();
    expect(drawn).toContain("Executing Loading: 100%");
  });
});

describe("times", () => {
  it("are written as Python's isoformat: no fraction when it is 0", () => {
    expect(isoTimestamp(1_700_000_000_000_000)).toBe("2023-11-14T22:13:20+00:00");
    expect(isoTimestamp(1_700_000_000_000_042)).toBe("2023-11-14T22:13:20.000042+00:00");
    expect(durationSeconds(0, 2_000_000).valueOf()).toBe(2);
    expect(executionDate("2024-01-02T03:04:05.123Z")).toBe("2024-01-02T03:04:05.123000Z");
    expect(executionDate("2024-01-02T03:04:05.123456+02:00")).toBe("2024-01-02T03:04:05.123456Z");
  });
});

describe("progress", () => {
  it.each([
    ["Executing", 0, 5, 0, "Executing:   0%|          | 0/5 [00:00<?, ?cell/s]"],
    ["Executing", 2, 5, 1.724, "Executing:  40%|████      | 2/5 [00:01<00:02,  1.16cell/s]"],
    ["Executing", 1, 3, 2, "Executing:  33%|███▎      | 1/3 [00:02<00:04,  2.00s/cell]"],
    ["Executing x", 3, 3, 3723, "Executing x: 100%|██████████| 3/3 [1:02:03<00:00, 1241.00s/cell]"],
  ])("looks like tqdm's: %s %i/%i after %d s", (label, done, total, seconds, expected) => {
    expect(progressText(label, done, total, seconds)).toBe(expected);
  });

  it("redraws one line on a terminal and prints lines elsewhere", () => {
    const drawn = (isTTY: boolean): string => {
      let text = "";
      const bar = new ProgressBar(1, { isTTY, columns: 80, write: (part: string) => (text += part) });
      bar.advance();
      bar.close();
      return text;
    };
    expect(drawn(true).split("\n").length).toBe(2);
    expect(drawn(true)).toMatch(/^\rExecuting: {3}0%/);
    expect(drawn(false).split("\n").length).toBe(3);
    expect(drawn(false)).not.toContain("\r");
  });
});
