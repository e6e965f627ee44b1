import { join } from "node:path";
import { throwIfAborted } from "../../core/index.js";
import type { SparseArraySpec } from "./array-spec.js";
import type { CellBatch } from "./cells.js";
import { encodeEnumeration } from "./encode-enumeration.js";
import { encodeSchema } from "./encode-schema.js";
import { localPath, makeFolder, putFile } from "./files.js";
import { encodeGenericTile } from "./generic-tile.js";
import { type Naming, namingOf, type WriteOptions } from "./options.js";
import { SparseFragmentWriter } from "./sparse-fragment-writer.js";
import { putMetadata, type WritableMetadata } from "./write-metadata.js";
import { loadZstdEncoder } from "./zstd-encoder.js";

const FOLDERS = ["__commits", "__fragments", "__fragment_meta", "__meta", "__labels"];

/** An array that is being written: cells are appended in global order and become readable at `close`. */
export class SparseArrayWriter {
  readonly uri: string;
  readonly #fragment: SparseFragmentWriter;
  readonly #signal: AbortSignal | undefined;

  constructor(uri: string, fragment: SparseFragmentWriter, signal: AbortSignal | undefined) {
    this.uri = uri;
    this.#fragment = fragment;
    this.#signal = signal;
  }

  /** Takes the next cells. The columns must not change afterwards: a tile that is not full keeps them. */
  async append(batch: CellBatch): Promise<void> {
    throwIfAborted(this.#signal, `writing ${this.uri}`);
    await this.#fragment.append(batch);
  }

  /** Commits what was appended. */
  async close(): Promise<void> {
    await this.#fragment.commit();
  }

  /** Closes the files without a commit: the array stays empty. */
  async abandon(): Promise<void> {
    await this.#fragment.close();
  }
}

/** Makes a sparse array (schema, enumerations, metadata) and returns the writer of its one fragment. */
export async function createSparseArray(
  uri: string,
  spec: SparseArraySpec,
  metadata: WritableMetadata = {},
  options: WriteOptions = {},
): Promise<SparseArrayWriter> {
  const folder = localPath(uri);
  const naming = namingOf(options, uri);
  for (const name of FOLDERS) await makeFolder(join(folder, name));
  const schemaName = await putSchema(folder, spec, naming);
  await putMetadata(folder, metadata, naming);
  const { formatVersion } = naming;
  const place = { folder, name: naming.next(formatVersion), schemaName, formatVersion };
  const fragment = await SparseFragmentWriter.create(spec, place, await loadZstdEncoder());
  return new SparseArrayWriter(uri, fragment, options.signal);
}

/** Writes a whole sparse array from batches of cells in global order. */
export async function writeSparseArray(
  uri: string,
  spec: SparseArraySpec,
  batches: Iterable<CellBatch> | AsyncIterable<CellBatch>,
  metadata: WritableMetadata = {},
  options: WriteOptions = {},
): Promise<void> {
  const writer = await createSparseArray(uri, spec, metadata, options);
  try {
    for await (const batch of batches) await writer.append(batch);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  await writer.close();
}

/** Writes enumerations, then the schema that names their files; returns the schema's name. */
async function putSchema(folder: string, spec: SparseArraySpec, naming: Naming): Promise<string> {
  const enumerations = join(folder, "__schema", "__enumerations");
  await makeFolder(enumerations);
  const files = new Map<string, string>();
  for (const enumeration of spec.enumerations) {
    const file = naming.nextEnumeration();
    files.set(enumeration.name, file);
    const content = encodeGenericTile(encodeEnumeration(enumeration, file), naming.formatVersion);
    await putFile(join(enumerations, file), content);
  }
  const name = naming.next();
  const content = encodeGenericTile(encodeSchema(spec, naming.formatVersion, files), naming.formatVersion);
  await putFile(join(folder, "__schema", name), content);
  return name;
}
