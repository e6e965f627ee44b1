import { rejectUnknown } from "../core/index.js";
import { OPEN_OPTIONS, resolveContext, type SomaOpenOptions } from "./context.js";
import { openSoma } from "./registry.js";
import type { SomaObject } from "./soma-object.js";

/** Opens any SOMA object: the class follows from its `soma_object_type`. */
export function open(uri: string, options: SomaOpenOptions = {}): Promise<SomaObject> {
  const { tiledbConfig: _c, timestamp: _t, context: _x, signal, ...rest } = options;
  rejectUnknown(rest, "open", OPEN_OPTIONS);
  return openSoma(uri, resolveContext(options), { signal });
}
