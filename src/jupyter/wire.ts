import { isUtf8 } from "node:buffer";
import { FormatError } from "../core/errors.js";
import type { Message, MessageContent, MessageHeader } from "./message.js";
import { sign, signatureFits } from "./signature.js";

/** The frame between routing ids and signature. */
const DELIMITER: Uint8Array = new TextEncoder().encode("<IDS|MSG>");

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8");

/** Reads the JSON of a message's content; its bytes are the reader's to keep. */
export type ParseContent = (json: Uint8Array) => unknown;

/** The frames of a message: identities, delimiter, signature, header, parent header, metadata, content, buffers. */
export function encodeMessage(message: Message, key: string): Uint8Array[] {
  const parts = [message.header, message.parentHeader, message.metadata, message.content].map((part) =>
    encoder.encode(JSON.stringify(part)),
  );
  return [...message.identities, DELIMITER, encoder.encode(sign(key, parts)), ...parts, ...message.buffers];
}

/**
 * The message in `frames`. Throws FormatError when the delimiter or a frame is missing, the signature does not fit
 * the key, or a part is no JSON object. The signature is checked before any byte of the message is parsed.
 * `parseContent` reads the content's JSON, which is UTF-8, for callers to whom `1.0` is not `1` or who keep its bytes.
 */
export function decodeMessage(
  frames: readonly Uint8Array[],
  key: string,
  parseContent: ParseContent = parseJson,
): Message {
  const delimiter = frames.findIndex((frame) => equalBytes(frame, DELIMITER));
  if (delimiter < 0) throw new FormatError({ what: "Jupyter message without the delimiter frame <IDS|MSG>" });
  const signature = frames[delimiter + 1];
  const parts = frames.slice(delimiter + 2, delimiter + 6);
  const [header, parentHeader, metadata, content] = parts;
  if (signature === undefined || !header || !parentHeader || !metadata || !content) {
    throw new FormatError({
      what: "Jupyter message is too short",
      expected: "a signature and 4 JSON frames after the delimiter",
      got: `${frames.length - delimiter - 1} frames`,
    });
  }
  if (!signatureFits(signature, key, parts)) {
    throw new FormatError({ what: "Jupyter message whose signature does not fit the connection's key" });
  }
  return {
    identities: frames.slice(0, delimiter),
    header: checkHeader(parseObject(header, "header")),
    parentHeader: parseParent(parentHeader),
    metadata: parseObject(metadata, "metadata"),
    content: parseObject(content, "content", parseContent),
    buffers: frames.slice(delimiter + 6),
  };
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}

/** The parent header that was last read: all that a cell prints has the same. */
let lastParent: { readonly bytes: Uint8Array; readonly value: Partial<MessageHeader> } | undefined;

function parseParent(bytes: Uint8Array): Partial<MessageHeader> {
  if (lastParent === undefined || !equalBytes(lastParent.bytes, bytes)) {
    const value = Object.freeze(parseObject(bytes, "parent_header")) as Partial<MessageHeader>;
    // A copy: a part of a message keeps all of it alive.
    lastParent = { bytes: Uint8Array.from(bytes), value };
  }
  return lastParent.value;
}

function parseJson(json: Uint8Array): unknown {
  return JSON.parse(decoder.decode(json));
}

function parseObject(bytes: Uint8Array, where: string, parse: ParseContent = parseJson): MessageContent {
  let value: unknown;
  try {
    // Kernels that print the name of a file whose bytes are no UTF-8 send them as they are; Jupyter's client replaces them.
    value = parse(parse === parseJson || isUtf8(bytes) ? bytes : encoder.encode(decoder.decode(bytes)));
  } catch (cause) {
    throw new FormatError({ what: "Jupyter message part is no JSON", where, cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FormatError({ what: "Jupyter message part is no JSON object", where });
  }
  return value as MessageContent;
}

function checkHeader(header: MessageContent): MessageHeader {
  for (const field of ["msg_id", "msg_type", "session"]) {
    if (typeof header[field] !== "string") {
      throw new FormatError({ what: `Jupyter message header without a string ${field}`, where: "header" });
    }
  }
  return header as unknown as MessageHeader;
}
