/** The version of papermill whose files and metadata the runner writes; readers of those files look for it. */
export const RUNNER_VERSION = "2.7.0";
