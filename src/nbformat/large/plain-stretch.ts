import { LargeText, type PlainStretch } from "./large-value.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of the inside of a JSON string in UTF-8. */
export function textInside(json: Uint8Array): string {
  const text = decoder.decode(json);
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}

/** A piece of a text, and the bytes as which it is kept if it is kept so. */
export interface KeptPiece {
  readonly text: string;
  readonly stretch: PlainStretch | undefined;
}

/** The pieces of a text, with their bytes if all of it is plain. */
export function* keptPieces(text: LargeText): Generator<KeptPiece> {
  const plain = text.plain();
  if (plain === undefined) for (const piece of text.pieces()) yield { text: piece, stretch: undefined };
  else for (const stretch of plain) yield { text: textInside(stretch.json), stretch };
}

/** A stretch as a text of its own. */
export function stretchText(stretch: PlainStretch): LargeText {
  return new LargeText(
    stretch.json.byteLength,
    () => [textInside(stretch.json)],
    () => [stretch],
  );
}
