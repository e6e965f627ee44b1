import { FormatError, isCellmillError, NotFoundError, rejectUnknown, UnsupportedFeatureError } from "../core/index.js";
import { type OpenedArray, objectType, openArray, openGroup, type TiledbGroup } from "../tiledb/index.js";
import { OPEN_OPTIONS, type ResolvedContext, resolveContext, type SomaOpenOptions, tiledbOptions } from "./context.js";
import type { SomaObject, SomaType } from "./soma-object.js";

/** How each SOMA type is made of what TileDB opened. The classes register themselves: collections open any of them. */
type Maker =
  | { readonly kind: "array"; readonly make: (array: OpenedArray, context: ResolvedContext) => SomaObject }
  | { readonly kind: "group"; readonly make: (group: TiledbGroup, context: ResolvedContext) => SomaObject };

const makers = new Map<string, Maker>();

export function registerArrayType(type: SomaType, make: Extract<Maker, { kind: "array" }>["make"]): void {
  makers.set(type, { kind: "array", make });
}

export function registerGroupType(type: SomaType, make: Extract<Maker, { kind: "group" }>["make"]): void {
  makers.set(type, { kind: "group", make });
}

/** The SOMA object at the URI, of the class that its metadata names. */
export async function openSoma(
  uri: string,
  context: ResolvedContext,
  options: { readonly kind?: "array" | "group"; readonly signal?: AbortSignal | undefined } = {},
): Promise<SomaObject> {
  const tiledb = tiledbOptions(context, options.signal);
  const kind = options.kind ?? (await objectType(uri, tiledb));
  if (kind === undefined) throw new NotFoundError({ what: "no SOMA object", where: uri, hint: "Check the URI" });
  if (kind === "array") {
    const array = await openArray(uri, tiledb);
    const maker = makerOf(uri, (await array.metadata()).get("soma_object_type"), "array", context);
    return (maker as Extract<Maker, { kind: "array" }>).make(array, context);
  }
  const group = await openGroup(uri, tiledb);
  const maker = makerOf(uri, group.metadata.get("soma_object_type"), "group", context);
  return (maker as Extract<Maker, { kind: "group" }>).make(group, context);
}

/** The SOMA object at the URI, which must be of this type. */
export async function openWith(type: SomaType, uri: string, options: SomaOpenOptions): Promise<SomaObject> {
  const { tiledbConfig: _c, timestamp: _t, context: _x, signal, ...rest } = options;
  rejectUnknown(rest, `${type.slice("SOMA".length)}.open`, OPEN_OPTIONS);
  const context = resolveContext(options);
  const kind = makers.get(type)!.kind;
  const object = await openSoma(uri, context, { kind, signal }).catch(async (error: unknown) => {
    if (!isCellmillError(error, "NotFoundError")) throw error;
    // Something else may lie there: say so instead of "nothing".
    const found = await objectType(uri, tiledbOptions(context, signal));
    if (found === undefined || found === kind) throw error;
    return await openSoma(uri, context, { kind: found, signal });
  });
  if (object.somaType === type) return object;
  throw new FormatError({ what: "SOMA object", where: uri, expected: type, got: object.somaType });
}

function makerOf(uri: string, type: unknown, kind: "array" | "group", { timestamp }: ResolvedContext): Maker {
  if (typeof type !== "string") {
    throw new FormatError({
      what: `TileDB ${kind}`,
      where: uri,
      expected: "metadata soma_object_type",
      got: "none",
      ...(timestamp === undefined
        ? {}
        : { hint: `As of ${new Date(timestamp).toISOString()} it may not have existed.` }),
    });
  }
  const maker = makers.get(type);
  if (maker === undefined) throw new UnsupportedFeatureError({ what: `SOMA type ${type}`, where: uri });
  if (maker.kind === kind) return maker;
  throw new FormatError({
    what: "soma_object_type",
    where: uri,
    expected: `a type that is a TileDB ${kind}`,
    got: type,
  });
}
