import type { JsonValue } from "./json-value.js";

/** Stands for the list of a text's lines, so that a long text need not be cut up before it is written. */
export class TextLines {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value on its way to a file. */
export type JsonTree = JsonValue | TextLines | JsonTree[] | JsonTreeObject;

export interface JsonTreeObject {
  [key: string]: JsonTree | undefined;
}
