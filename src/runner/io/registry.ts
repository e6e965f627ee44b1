import { isUtf8 } from "node:buffer";
import { StoreError } from "../../core/index.js";
import { githubHandler } from "./github.js";
import type { NotebookHandler, NotebookIoOptions, NotebookOutput, TextPieces, VersionPieces } from "./handler.js";
import { httpHandler } from "./http.js";
import { localHandler } from "./local.js";
import { needsPlugin, PLUGIN_SCHEMES } from "./needs-plugin.js";
import { newBytes } from "./new-bytes.js";
import { s3Handler } from "./s3.js";
import { standardHandler } from "./standard.js";

/** Handlers by the start of the path; the one registered last is tried first, files are what remains. */
const handlers: { prefix: string; handler: NotebookHandler }[] = [
  { prefix: "http://", handler: httpHandler },
  { prefix: "https://", handler: httpHandler },
  { prefix: "http://github.com/", handler: githubHandler },
  { prefix: "https://github.com/", handler: githubHandler },
  { prefix: "s3://", handler: s3Handler },
  ...PLUGIN_SCHEMES.map((prefix) => ({ prefix, handler: needsPlugin(prefix) })),
];

/** Makes a handler known for paths that start with the prefix, such as `gs://`. */
export function registerNotebookHandler(prefix: string, handler: NotebookHandler): void {
  handlers.push({ prefix, handler });
}

function handlerOf(path: string): NotebookHandler {
  if (path === "-") return standardHandler;
  return handlers.findLast(({ prefix }) => path.startsWith(prefix))?.handler ?? localHandler;
}

/** The text at a path or URL, `-` for standard input; throws a `NotFoundError` or a `StoreError`. */
export async function readText(path: string, options: NotebookIoOptions = {}): Promise<string> {
  const source = await readSource(path, options);
  // A byte order mark stays: what follows says that it is unexpected.
  return typeof source === "string" ? source : new TextDecoder("utf-8", { ignoreBOM: true }).decode(source);
}

/** The text at the path or, where the handler has it, its UTF-8: as a text it may take twice the memory. */
export async function readSource(path: string, options: NotebookIoOptions = {}): Promise<string | Uint8Array> {
  const source = await handlerOf(path).read(path, options);
  // Decoding would silently make other letters of them.
  if (typeof source !== "string" && !isUtf8(source))
    throw new StoreError({
      what: "the file is not in UTF-8",
      where: path === "-" ? "standard input" : prettyPath(path),
    });
  return source;
}

/** Writes a text to a path or URL, `-` for standard output; files are replaced in one step. */
export function writeText(path: string, text: string, options: NotebookIoOptions = {}): Promise<void> {
  return handlerOf(path).write(path, text, options);
}

/** Writes a text that comes in pieces. */
export async function writePieces(path: string, pieces: TextPieces, options: NotebookIoOptions = {}): Promise<void> {
  const handler = handlerOf(path);
  if (handler.writePieces !== undefined) await handler.writePieces(path, pieces, options);
  else await handler.write(path, joinPieces(pieces), options);
}

/** The output at the path, to be saved again and again. */
export function openOutput(path: string, options: NotebookIoOptions = {}): NotebookOutput {
  return handlerOf(path).openOutput?.(path, options) ?? { save: (pieces) => saveWhole(path, pieces(false), options) };
}

async function saveWhole(path: string, pieces: VersionPieces, options: NotebookIoOptions): Promise<number> {
  let bytes = 0;
  const counted = {
    [Symbol.iterator]: () => {
      bytes = 0;
      return newBytes(pieces, (count) => (bytes += count))[Symbol.iterator]();
    },
  };
  await writePieces(path, counted, options);
  return bytes;
}

function joinPieces(pieces: TextPieces): string {
  const decoder = new TextDecoder();
  return Array.from(pieces, (piece) => (typeof piece === "string" ? piece : decoder.decode(piece))).join("");
}

/** Throws if the path surely cannot be written. */
export async function checkWritable(path: string): Promise<void> {
  await handlerOf(path).checkWritable?.(path);
}

/** True if the path takes one text and no other in its place. */
export async function writtenOnce(path: string): Promise<boolean> {
  return (await handlerOf(path).writtenOnce?.(path)) ?? false;
}

/** The path as people may see it. */
export function prettyPath(path: string): string {
  return handlerOf(path).prettyPath?.(path) ?? path;
}
