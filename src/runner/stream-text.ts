import type { LargeText, PlainStretch } from "../nbformat/large/large-value.js";
import { TextBuilder } from "../nbformat/large/text-builder.js";

/** A control sequence of terminals (ECMA-48), a character as people count it, or half of a broken one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const UNIT = /\u001b\[[0-?]*[ -/]*[@-~]|[\s\S]/uy;
const ESCAPE = 0x1b;
/** Erases from the cursor to the end of the line, or all of it. */
const ERASE_REST = new Set(["\x1b[K", "\x1b[0K"]);
const ERASE_LINE = "\x1b[2K";
/** How long the start of a control sequence may be that a piece of a text ends with. */
const MOST_SEQUENCE = 64;

/**
 * What a stream shows on a terminal: a carriage return goes back to the start of the line, a backspace one character
 * back, and what follows takes the place of what stood there. Colours take no room. `\r\n` stays a line end.
 */
export class StreamText {
  /** The lines that are complete. */
  readonly #head = new TextBuilder();
  /** The last line: as text while writing goes on at its end, as characters once it does not. */
  #open = new TextBuilder();
  #line: OpenLine | undefined;

  /** Appends a text, however it is kept; one that goes back nowhere stays the bytes that it is. */
  appendText(text: string | LargeText): void {
    if (typeof text === "string") this.append(text);
    else {
      const plain = this.#line === undefined ? text.plain() : undefined;
      if (plain === undefined) this.appendPieces(text.pieces());
      else this.#appendPlain(plain);
    }
  }

  #appendPlain(stretches: readonly PlainStretch[]): void {
    const last = stretches.findLastIndex(({ lineEnd }) => lineEnd > 0);
    for (const [index, { json, lineEnd }] of stretches.entries()) {
      if (index !== last) this.#open.appendJson(json);
      else {
        this.#open.appendJson(json.subarray(0, lineEnd));
        this.#endLine();
        this.#open.appendJson(json.subarray(lineEnd));
      }
    }
  }

  /** Appends a text that comes in pieces. */
  appendPieces(pieces: Iterable<string>): void {
    let begun = "";
    for (const piece of pieces) {
      const text = begun + piece;
      const at = text.lastIndexOf("\x1b");
      const cut = at >= 0 && at >= text.length - MOST_SEQUENCE && isBegun(text.slice(at));
      begun = cut ? text.slice(at) : "";
      this.append(cut ? text.slice(0, at) : text);
    }
    if (begun !== "") this.append(begun);
  }

  append(text: string): void {
    if (this.#line === undefined && !/[\r\b]/.test(text)) {
      const end = text.lastIndexOf("\n") + 1;
      this.#open.append(text.slice(0, end));
      if (end > 0) this.#endLine();
      this.#open.append(text.slice(end));
      return;
    }
    const lines = text.split("\n");
    const last = lines.pop() as string;
    for (const line of lines) {
      this.#write(line);
      if (this.#line !== undefined) this.#open = builderOf(this.#line.text);
      this.#open.append("\n");
      this.#endLine();
    }
    this.#write(last);
  }

  /** All of the text; a long one is kept as its bytes. */
  get text(): string | LargeText {
    return this.#head.textWith(this.#line === undefined ? this.#open : builderOf(this.#line.text));
  }

  #endLine(): void {
    this.#head.appendAll(this.#open);
    this.#open = new TextBuilder();
    this.#line = undefined;
  }

  /** Writes a text without line feeds. */
  #write(text: string): void {
    if (this.#line === undefined && !/[\r\b]/.test(text)) this.#open.append(text);
    else {
      this.#line ??= new OpenLine(String(this.#open));
      this.#line.write(text);
    }
  }
}

function builderOf(text: string): TextBuilder {
  const builder = new TextBuilder();
  builder.append(text);
  return builder;
}

/** True for the start of a control sequence whose end is missing. */
function isBegun(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  return /^\u001b(\[[0-?]*[ -/]*)?$/.test(text);
}

/** A line of characters with the place where writing goes on. */
class OpenLine {
  /** Each with the control sequences that stand before it. */
  readonly #cells: string[] = [];
  #cursor = 0;
  /** Control sequences that wait for the character that they colour. */
  #sequences = "";
  /** A carriage return came last: it may be the first half of a line end. */
  #returned = false;

  constructor(text: string) {
    this.write(text);
  }

  get text(): string {
    return this.#cells.join("") + this.#sequences + (this.#returned ? "\r" : "");
  }

  write(text: string): void {
    for (let at = 0, unit = ""; at < text.length; at += unit.length) {
      unit = unitAt(text, at);
      if (unit === "\r") {
        this.#attachSequences();
        this.#returned = true;
        continue;
      }
      if (this.#returned) this.#cursor = 0;
      this.#returned = false;
      if (unit === "\b") {
        this.#attachSequences();
        this.#cursor = Math.max(0, this.#cursor - 1);
      } else if (ERASE_REST.has(unit)) this.#cells.length = Math.min(this.#cells.length, this.#cursor);
      else if (unit === ERASE_LINE) this.#cells.fill(" ").length = Math.min(this.#cells.length, this.#cursor);
      else if (unit.length > 1 && unit.startsWith("\x1b[")) this.#sequences += unit;
      else {
        this.#cells[this.#cursor++] = this.#sequences + unit;
        this.#sequences = "";
      }
    }
  }

  /** Before the cursor moves, what waits belongs to the end of what was written. */
  #attachSequences(): void {
    if (this.#sequences === "") return;
    if (this.#cursor > 0) this.#cells[this.#cursor - 1] += this.#sequences;
    else this.#cells[0] = this.#sequences + (this.#cells[0] ?? "");
    this.#sequences = "";
  }
}

/** The unit that starts there. Nearly all are one character, for which no pattern is needed. */
function unitAt(text: string, at: number): string {
  const code = text.charCodeAt(at);
  if (code !== ESCAPE && (code < 0xd800 || code > 0xdfff)) return text[at] as string;
  UNIT.lastIndex = at;
  return UNIT.exec(text)?.[0] ?? (text[at] as string);
}

/** A whole stream as a terminal shows it in the end. */
export function terminalText(text: string): string {
  const stream = new StreamText();
  stream.append(text);
  const shown = stream.text;
  return typeof shown === "string" ? shown : shown.value();
}
