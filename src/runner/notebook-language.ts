import { NotebookError } from "../core/index.js";
import { BUILTIN_KERNEL } from "../jupyter/index.js";
import { type Notebook, objectAt, stringAt } from "../nbformat/index.js";

/** The kernel's name: the one given, else the notebook's own. */
export function notebookKernelName(notebook: Notebook, given: string | undefined, where: string): string {
  const name = given || stringAt(objectAt(notebook.metadata, "kernelspec") ?? {}, "name");
  if (name) return name;
  throw new NotebookError({
    what: "the notebook names no kernel",
    where,
    hint: "Name one with --kernel.",
  });
}

/** The language: the one given, else that of `language_info`, else that of the kernelspec. */
export function notebookLanguage(notebook: Notebook, given: string | undefined, where: string): string {
  const spec = objectAt(notebook.metadata, "kernelspec") ?? {};
  const language =
    given || stringAt(objectAt(notebook.metadata, "language_info") ?? {}, "name") || stringAt(spec, "language");
  if (language) return language;
  if (stringAt(spec, "name") === BUILTIN_KERNEL) return "typescript";
  throw new NotebookError({
    what: "the notebook names no language",
    where,
    hint: "Name one with --language.",
  });
}
