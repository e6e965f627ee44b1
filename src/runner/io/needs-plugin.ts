import { UnsupportedFeatureError } from "../../core/index.js";
import type { NotebookHandler } from "./handler.js";

/** The schemes that papermill knows and we leave to plug-ins. */
export const PLUGIN_SCHEMES: readonly string[] = ["gs://", "abs://", "adl://", "hdfs://"];

/** Stands where a handler for the scheme may be registered. */
export function needsPlugin(scheme: string): NotebookHandler {
  const refuse = async (path: string): Promise<never> => {
    throw new UnsupportedFeatureError({
      what: `paths with ${scheme} need a plug-in`,
      where: path,
      hint: "Name a module that calls registerNotebookHandler: --plugin MODULE, or loadPlugins([MODULE]) in TypeScript.",
    });
  };
  return { read: refuse, write: refuse, checkWritable: refuse };
}
