import { type Notebook, readNotebook } from "../../src/nbformat/index.js";

export interface CellDraft {
  readonly source: string;
  readonly tags?: readonly string[];
  readonly type?: "code" | "markdown" | "raw";
}

const LANGUAGES: Readonly<Record<string, string>> = { python3: "python", cellmill: "typescript", tslab: "typescript" };

/** A notebook of format 4.5 with the given code cells. */
export function makeNotebook(kernel: string, cells: readonly (string | CellDraft)[]): Notebook {
  const drafts = cells.map((cell) => (typeof cell === "string" ? { source: cell } : cell));
  return readNotebook(
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: kernel, display_name: kernel, language: LANGUAGES[kernel] ?? kernel } },
      cells: drafts.map(({ source, tags, type = "code" }, index) => ({
        id: `cell-${index}`,
        cell_type: type,
        metadata: tags === undefined ? {} : { tags },
        source,
        ...(type === "code" ? { outputs: [], execution_count: null } : {}),
      })),
    }),
  );
}
