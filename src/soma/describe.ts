import { isCellmillError, NotFoundError } from "../core/index.js";
import { objectType, openArray, openGroup } from "../tiledb/index.js";
import { Collection } from "./collection.js";
import { type ResolvedContext, resolveContext, type SomaOpenOptions, tiledbOptions } from "./context.js";
import { DataFrame } from "./data-frame.js";
import { DenseNDArray } from "./dense-nd-array.js";
import { describeArray } from "./describe-array.js";
import { openSoma } from "./registry.js";
import type { SomaObject } from "./soma-object.js";
import { SparseNDArray } from "./sparse-nd-array.js";

/** Text about what lies at a URI: SOMA objects with shapes and columns, all the way down; else the plain TileDB object. */
export async function describeUri(uri: string, options: SomaOpenOptions = {}): Promise<string> {
  const context = resolveContext(options);
  const kind = await objectType(uri, tiledbOptions(context, options.signal));
  if (kind === undefined) {
    throw new NotFoundError({ what: "neither a TileDB array nor a group", where: uri, hint: "Check the URI" });
  }
  return (await describePath(uri, kind, context, options.signal)).join("\n");
}

async function describePath(
  uri: string,
  kind: "array" | "group",
  context: ResolvedContext,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  try {
    return await describeObject(await openSoma(uri, context, { kind, signal }), context, signal);
  } catch (error) {
    // An object of TileDB that is no SOMA object, or of a SOMA type that is not covered, is shown as what it is.
    if (!isCellmillError(error, "FormatError") && !isCellmillError(error, "UnsupportedFeatureError")) throw error;
    const tiledb = tiledbOptions(context, signal);
    if (kind === "array") {
      const array = await openArray(uri, tiledb);
      const type = (await array.metadata()).get("soma_object_type");
      return titled(`${type ?? "TileDB array"} '${uri}'`, await describeArray(array, signal));
    }
    const group = await openGroup(uri, tiledb);
    const members = await describeMembers([...group.members.values()], context, signal);
    const title = String(group.metadata.get("soma_object_type") ?? "TileDB group");
    return titled(`${title} '${uri}' (${group.members.size} items)`, members);
  }
}

async function describeObject(
  object: SomaObject,
  context: ResolvedContext,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (object instanceof Collection) {
    return titled(object.describe(), await describeMembers([...object.members.values()], context, signal));
  }
  if (object instanceof DataFrame) {
    const [kind, ...columns] = await describeArray(object.array, signal);
    return titled(`${object.describe()}: ${object.columnNames.length} columns`, [kind!, ...columns]);
  }
  if (object instanceof SparseNDArray || object instanceof DenseNDArray) {
    return titled(`${object.describe()}: ${object.shape.join(" × ")}`, await describeArray(object.array, signal));
  }
  return [object.describe()];
}

async function describeMembers(
  members: readonly { readonly name: string; readonly uri: string; readonly type: "array" | "group" }[],
  context: ResolvedContext,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const texts = await Promise.all(members.map(({ uri, type }) => describePath(uri, type, context, signal)));
  return texts.flatMap(([title, ...lines], i) => [`${members[i]!.name}: ${title}`, ...lines]);
}

function titled(title: string, lines: readonly string[]): string[] {
  return [title, ...lines.map((line) => `  ${line}`)];
}
