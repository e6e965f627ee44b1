/** A code cell of a notebook file. */
export interface FileCell {
  readonly id?: string;
  readonly source: string;
  readonly outputs?: readonly unknown[];
  readonly count?: number | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly type?: "markdown";
}

export const stdout = (text: string): unknown => ({
  name: "stdout",
  output_type: "stream",
  text: text.split(/(?<=\n)/),
});
export const result = (text: string, count: number | null = 1): unknown => ({
  data: { "text/plain": [text] },
  execution_count: count,
  metadata: {},
  output_type: "execute_result",
});

/** A TypeScript notebook as nbformat writes it. */
export function notebookFile(
  cells: readonly FileCell[],
  metadata: Readonly<Record<string, unknown>> = {},
  indent: number | string = 1,
): string {
  const notebook = {
    cells: cells.map(({ id, source, outputs = [], count = 1, metadata: own = {}, type }, i) => ({
      cell_type: type ?? "code",
      ...(type === undefined ? { execution_count: count } : {}),
      id: id ?? `c${i + 1}`,
      metadata: own,
      ...(type === undefined ? { outputs } : {}),
      source: source.split(/(?<=\n)/),
    })),
    metadata: { kernelspec: { display_name: "TypeScript", language: "typescript", name: "cellmill" }, ...metadata },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, indent)}\n`;
}

/** Cells that pass, differ, throw, differ within a tolerance of their own, and were not run. */
export const MIXED: readonly FileCell[] = [
  { source: "const x = 2;\nx + 1", outputs: [result("3")] },
  { source: "console.log('mean', x / 3)", outputs: [stdout("mean 0.667\n")] },
  { source: "throw new RangeError('no')", outputs: [] },
  { source: "Math.PI", outputs: [result("3.1416")], metadata: { cellmill: { check: { rtol: 1e-4 } } } },
  { source: "x", outputs: [result("5")], metadata: { tags: ["nbval-check-output"] } },
  { source: "x", count: null },
];
