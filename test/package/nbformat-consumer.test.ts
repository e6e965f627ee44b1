import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-consumer-"));
  symlinkSync(modules, join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What TypeScript, as strict as it can be and without Node's types, says of a program that uses the package. */
function diagnostics(source: string): string[] {
  const file = join(folder, "program.mts");
  writeFileSync(file, source);
  const program = ts.createProgram([file], {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    types: [],
    noEmit: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const PROGRAM = `
import {
  cellTags, isCodeCell, isDisplayOutput, isErrorOutput, isStreamOutput, newCodeCell, newMarkdownCell, objectAt,
  problemText, readNotebook, stringAt, validateNotebook, writeNotebook,
} from "cellmill/nbformat";

export function tidy(text: string): string {
  const notebook = readNotebook(text, { where: "x.ipynb", onRepair: ({ message }) => message });
  const problems: string[] = validateNotebook(notebook).map(problemText);
  for (const cell of notebook.cells) {
    cell.source = cell.source.trimEnd();
    const id: string | undefined = stringAt(cell, "id");
    if (cellTags(cell).includes("parameters")) cell.metadata["mine"] = id ?? null;
    if (!isCodeCell(cell)) continue;
    const count: number | null = cell.execution_count;
    for (const output of cell.outputs) {
      if (isStreamOutput(output)) problems.push(output.text.trim());
      if (isErrorOutput(output)) problems.push(output.ename, ...output.traceback);
      if (isDisplayOutput(output)) problems.push(stringAt(output.data, "text/plain") ?? String(count));
    }
  }
  const kernelspec = objectAt(notebook.metadata, "kernelspec");
  const kernel: string | undefined = kernelspec && stringAt(kernelspec, "name");
  notebook.cells.push(newCodeCell(notebook, "1 + 1"), newMarkdownCell(notebook, kernel ?? problems.join()));
  return writeNotebook(notebook);
}`;

describe("a strict program in a browser's TypeScript", () => {
  it("reads, changes and writes notebooks without a cast", () => {
    expect(diagnostics(PROGRAM)).toEqual([]);
  });

  it.each([
    ["const n: number = readNotebook('').cells[0]?.source ?? '';", "Type 'string' is not assignable to type 'number'."],
    ["readNotebook('').cells[0]!.metadata['x'] = new Date();", "Type 'Date' is not assignable to type 'JsonValue"],
  ])("is told of a mistake: %s", (line, message) => {
    expect(diagnostics(`import { readNotebook } from "cellmill/nbformat";\n${line}\nexport {};`).join()).toContain(
      message,
    );
  });
});
