import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { isCellmillError, NotebookError, NotFoundError } from "../../core/index.js";
import { type JsonObject, type JsonValue, objectAt, readNotebook, setKey } from "../../nbformat/index.js";
import { prettyPath, readSource } from "../io/registry.js";
import { readScraps, type Scrap } from "./scraps.js";

/** What one notebook of a scrapbook holds. */
export interface ScrapbookEntry {
  readonly path: string;
  /** The parameters of its run. */
  readonly parameters: Readonly<JsonObject>;
  readonly scraps: ReadonlyMap<string, Scrap>;
}

/**
 * The notebooks of a folder (or the paths given) with their parameters and scraps, by file name without its ending, in the
 * order of their paths: scrapbook's `read_notebooks`.
 * @example const book = await readScrapbook("out"); book.get("liver")?.scraps.get("accuracy")?.data
 */
export async function readScrapbook(from: string | readonly string[]): Promise<Map<string, ScrapbookEntry>> {
  const paths = typeof from === "string" ? await notebooksIn(from) : from;
  const book = new Map<string, ScrapbookEntry>();
  for (const path of paths) {
    const where = prettyPath(path);
    const notebook = readNotebook(await readSource(path), { where, upgrade: false });
    const parameters = objectAt(objectAt(notebook.metadata, "papermill") ?? {}, "parameters") ?? {};
    try {
      book.set(basename(path).replace(/\.[^.]*$/, ""), { path, parameters, scraps: readScraps(notebook) });
    } catch (error) {
      if (!isCellmillError(error, "NotebookError")) throw error;
      throw new NotebookError({ ...error.details, where: `${where}: ${error.details.where}` });
    }
  }
  return book;
}

/**
 * The scrapbook as a table: a row for each notebook, with its name, its parameters and the values of its scraps; a scrap
 * wins over a parameter of its name. What only shows something is left out.
 * @example console.table(scrapbookRows(await readScrapbook("out")))
 */
export function scrapbookRows(book: ReadonlyMap<string, ScrapbookEntry>): JsonObject[] {
  return [...book].map(([notebook, { parameters, scraps }]) => {
    const row: JsonObject = { notebook };
    for (const [name, value] of Object.entries(parameters)) setKey(row, name, value as JsonValue);
    for (const { name, data } of scraps.values()) if (data !== null) setKey(row, name, data);
    return row;
  });
}

async function notebooksIn(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".ipynb"));
    return names.sort().map((name) => join(folder, name));
  } catch (cause) {
    throw new NotFoundError({ what: "the folder of notebooks cannot be read", where: folder, cause });
  }
}
