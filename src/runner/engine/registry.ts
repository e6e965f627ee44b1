import { OptionError } from "../../core/index.js";
import type { Engine } from "./engine.js";
import { kernelEngine } from "./kernel-engine.js";

/** The name of the engine that is used unless another is named; it is papermill's word. */
export const DEFAULT_ENGINE = "nbclient";

const engines = new Map<string, Engine>([[DEFAULT_ENGINE, kernelEngine]]);

/** Makes an engine known by a name. */
export function registerEngine(name: string, engine: Engine): void {
  engines.set(name, engine);
}

/** The engine with the name; throws an `OptionError` that lists all names if there is none. */
export function findEngine(name: string = DEFAULT_ENGINE): Engine {
  const engine = engines.get(name);
  if (engine !== undefined) return engine;
  throw new OptionError({ what: `no engine named "${name}"`, expected: `one of ${[...engines.keys()].join(", ")}` });
}

/** Throws if the engine would not obey an option that must be obeyed. */
export function checkEngine(
  name: string | undefined,
  wanted: { readonly leftOut: boolean; readonly startSession: boolean },
): void {
  const { supports = [] } = findEngine(name);
  const engine = `the engine "${name ?? DEFAULT_ENGINE}"`;
  if (wanted.leftOut && !supports.includes("leftOut"))
    throw new OptionError({
      what: `${engine} cannot run a selection of cells`,
      expected: "a run without --only, --from and --to",
    });
  if (wanted.startSession && !supports.includes("startSession"))
    throw new OptionError({ what: `${engine} cannot keep secrets`, expected: "a run without --secret" });
}
