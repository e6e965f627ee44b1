import {
  cloneJson,
  isJsonObject,
  type Notebook,
  problemText,
  readNotebook,
  upgradeNotebook,
  validateNotebook,
} from "../nbformat/index.js";
import { readSource } from "./io/registry.js";
import type { Logger } from "./log.js";
import { RUNNER_VERSION } from "./version.js";

export interface LoadNotebookOptions {
  readonly logger: Logger;
  readonly signal?: AbortSignal;
}

/** The notebook of the path (or a copy of the given one), brought to 4.5, with the metadata that a run fills in. */
export async function loadNotebook(
  input: string | Notebook,
  where: string,
  options: LoadNotebookOptions,
): Promise<Notebook> {
  const notebook =
    typeof input === "string"
      ? readNotebook(await readSource(input, options), { where, upgrade: false })
      : cloneJson(input);
  for (const { message } of upgradeNotebook(notebook, where)) options.logger.log("WARNING", `${where}: ${message}`);
  const problem = validateNotebook(notebook)[0];
  if (problem !== undefined) options.logger.log("ERROR", `Notebook JSON is invalid: ${where}: ${problemText(problem)}`);
  if (!isJsonObject(notebook.metadata["papermill"])) {
    notebook.metadata["papermill"] = {
      default_parameters: {},
      environment_variables: {},
      parameters: {},
      version: RUNNER_VERSION,
    };
  }
  for (const cell of notebook.cells) {
    cell.metadata["tags"] ??= [];
    cell.metadata["papermill"] ??= {};
  }
  return notebook;
}
