import { ByteCursor, UnsupportedFeatureError } from "../../core/index.js";
import { damaged } from "./damage.js";
import { readBigEndian, readStringHead, StringOutput } from "./string-coding.js";
import type { FilterDecoder } from "./types.js";

/** Ids of whole strings; the dictionary, (length, bytes) each, is in the metadata. */
export const decodeDictionary: FilterDecoder = (parts, stage, context) => {
  if (!stage.encodesStrings)
    throw new UnsupportedFeatureError({ what: `dictionary filter on ${stage.type} values`, where: context.where });
  const head = new ByteCursor(parts.metadata, context.where);
  const sizes = readStringHead(head, parts.data, "dictionary", context);
  const idBytes = head.uint8();
  const lengthBytes = head.uint8();
  const dictionary = head.take(head.uint32());
  const words: Uint8Array[] = [];
  for (let from = 0; from < dictionary.length; ) {
    const length = readBigEndian(dictionary, from, lengthBytes, "dictionary", context);
    from += lengthBytes;
    if (from + length > dictionary.length) damaged("dictionary", context, "whole words", "a word that is cut off");
    words.push(dictionary.subarray(from, from + length));
    from += length;
  }
  const output = new StringOutput("dictionary", sizes.outputBytes, context);
  for (let from = 0; from < sizes.inputBytes; from += idBytes) {
    const id = readBigEndian(parts.data, from, idBytes, "dictionary", context);
    const word = words[id] ?? damaged("dictionary", context, `an id below ${words.length}`, `${id}`);
    output.push(word);
  }
  return { metadata: parts.metadata.subarray(head.offset), data: output.finish() };
};
