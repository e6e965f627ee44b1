import { KernelSession } from "../jupyter/index.js";
import type { Notebook } from "../nbformat/index.js";
import type { StartSession } from "./engine/engine.js";
import type { Parameters } from "./parameters/value.js";
import { hiddenCode, type Secrets, scrubbedSession } from "./secrets/index.js";
import type { ExecuteNotebookOptions } from "./types.js";

/** How the run's kernel is started: taken from a pool, with secrets put in and scrubbed out; `undefined` = plainly. */
export async function sessionStart(
  notebook: Notebook,
  parameters: Parameters,
  where: string,
  secrets: Secrets | undefined,
  options: Pick<ExecuteNotebookOptions, "kernelName" | "language" | "kernelPool">,
): Promise<StartSession | undefined> {
  const { kernelPool } = options;
  const start: StartSession = (spec, how) => kernelPool?.take(spec, how) ?? KernelSession.start(spec, how);
  if (secrets === undefined) return kernelPool === undefined ? undefined : start;
  const realCode = await hiddenCode(notebook, parameters, secrets, where, options);
  return async (spec, how) => scrubbedSession(await start(spec, how), secrets.scrubber, realCode);
}
