import { type FileHandle, mkdir, open, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { UnsupportedFeatureError } from "../../core/index.js";

/** The local path of a folder path or `file://` URI; other stores cannot be written. */
export function localPath(uri: string): string {
  if (uri.startsWith("file://")) return fileURLToPath(uri);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(uri)) {
    throw new UnsupportedFeatureError({ what: "only local folders can be written", where: uri });
  }
  return uri;
}

/** Makes the folder and its parents. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}

/** Writes a whole file, making its folder. */
export async function putFile(path: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  await writeFile(path, bytes);
}

/** A file that grows by appending. It is made at the first append: the format reads a missing data file as empty. */
export class AppendFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #length = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes so far, which is where the next append starts. */
  get length(): number {
    return this.#length;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#handle ??= await open(this.#path, "w");
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, at);
      at += bytesWritten;
    }
    this.#length += bytes.length;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }
}
