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

/** What an object is, and lines about what is in it. */
interface Description {
  readonly title: string;
  readonly lines: readonly string[];
}

type Member = { readonly name: string; readonly uri: string; readonly type: "array" | "group" };

/** Text about what lies at a URI: SOMA objects with shapes and columns, all the way down; else the plain TileDB object. */
export async function describeUri(uri: string, options: SomaOpenOptions = {}): Promise<string> {
  const context = resolveContext(options);
  const kind = await objectType(uri, tiledbOptions(context, options.signal));
  if (kind === undefined) {
    throw new NotFoundError({ what: "neither a TileDB array nor a group", where: uri, hint: "Check the URI" });
  }
  const { title, lines } = await describePath(uri, kind, context, options.signal);
  return [`${uri}: ${title}`, ...indented(lines)].join("\n");
}

async function describePath(
  uri: string,
  kind: "array" | "group",
  context: ResolvedContext,
  signal: AbortSignal | undefined,
): Promise<Description> {
  try {
    return await describeObject(await openSoma(uri, context, { kind, signal }), context, signal);
  } catch (error) {
    // An object of TileDB that is no SOMA object, or of a SOMA type that is not covered, is shown as what it is.
    if (!isCellmillError(error, "FormatError") && !isCellmillError(error, "UnsupportedFeatureError")) throw error;
    const tiledb = tiledbOptions(context, signal);
    if (kind === "array") {
      const array = await openArray(uri, tiledb);
      const type = (await array.metadata()).get("soma_object_type");
      return { title: String(type ?? "TileDB array"), lines: await describeArray(array, signal) };
    }
    const { members, metadata } = await openGroup(uri, tiledb);
    const title = `${metadata.get("soma_object_type") ?? "TileDB group"}, ${items(members.size)}`;
    return { title, lines: await describeMembers([...members.values()], context, signal) };
  }
}

async function describeObject(
  object: SomaObject,
  context: ResolvedContext,
  signal: AbortSignal | undefined,
): Promise<Description> {
  const name = object.somaType.slice("SOMA".length);
  if (object instanceof Collection) {
    const lines = await describeMembers([...object.members.values()], context, signal);
    return { title: `${name}, ${items(object.size)}`, lines };
  }
  if (object instanceof DataFrame) {
    const [count, lines] = await Promise.all([object.count(), describeArray(object.array, signal)]);
    return { title: `${name}, ${count} rows × ${object.columnNames.length} columns`, lines };
  }
  if (object instanceof SparseNDArray || object instanceof DenseNDArray) {
    return { title: `${name}, ${object.shape.join(" × ")}`, lines: await describeArray(object.array, signal) };
  }
  return { title: name, lines: [] };
}

async function describeMembers(
  members: readonly Member[],
  context: ResolvedContext,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const found = await Promise.all(members.map(({ uri, type }) => describePath(uri, type, context, signal)));
  return found.flatMap(({ title, lines }, i) => [`${members[i]!.name}: ${title}`, ...indented(lines)]);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function items(count: number): string {
  return count === 1 ? "1 item" : `${count} items`;
}
