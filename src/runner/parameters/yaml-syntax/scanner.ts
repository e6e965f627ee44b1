import { END, isBreak, isBreakOrEnd, isGap, YamlCursor } from "./cursor.js";
import { scanBlock } from "./scan-block.js";
import { scanPlain } from "./scan-plain.js";
import { scanQuoted } from "./scan-quoted.js";
import { scanDirective, scanName, scanTag } from "./scan-tag.js";
import type { Token, TokenKind } from "./tokens.js";

/** What may turn out to be a key of a mapping, once a colon follows. */
interface PossibleKey {
  /** Its number among all tokens. */
  readonly token: number;
  /** Nothing else can stand there. */
  readonly required: boolean;
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** A key without `?` stands on one line, and is no longer than this. */
const LONGEST_KEY = 1024;
const DEEPEST = 1000;

/**
 * The tokens of a YAML text by the rules of PyYAML's scanner, so that what it accepts is accepted; a tab may stand between
 * them where it does not indent, which PyYAML refuses.
 */
export class YamlScanner {
  readonly cursor: YamlCursor;
  readonly #tokens: Token[] = [];
  #taken = 0;
  #done = false;
  /** How many brackets and braces are open. */
  #depth = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  /** Only at the start of a line, and behind `-`, `?` and the like, may a key without `?` begin. */
  #keyMayStart = true;
  readonly #possibleKeys = new Map<number, PossibleKey>();

  constructor(text: string, where: string) {
    this.cursor = new YamlCursor(text, where);
  }

  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    return this.#tokens[0] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#tokens.shift();
    this.#taken++;
    return token;
  }

  /** The next token if it is of the kind; it is taken. */
  accept(kind: TokenKind): Token | undefined {
    return this.peek().kind === kind ? this.take() : undefined;
  }

  #needsMore(): boolean {
    if (this.#done) return false;
    if (this.#tokens.length === 0) return true;
    this.#dropStaleKeys();
    // The first token may yet become a key.
    for (const { token } of this.#possibleKeys.values()) if (token === this.#taken) return true;
    return false;
  }

  #fetch(): void {
    this.#skipToToken();
    this.#dropStaleKeys();
    this.#unwind(this.cursor.column);
    const { cursor } = this;
    const character = cursor.peek();
    const next = cursor.peek(1);
    if (character === END) this.#fetchEnd();
    else if (character === "%" && cursor.column === 0) this.#fetchDirective();
    else if (cursor.atMarker("---")) this.#fetchMarker("document start");
    else if (cursor.atMarker("...")) this.#fetchMarker("document end");
    else if (character === "[" || character === "{") this.#fetchOpening(character);
    else if (character === "]" || character === "}") this.#fetchClosing(character);
    else if (character === ",") this.#fetchComma();
    else if (character === "-" && isGap(next)) this.#fetchEntry();
    else if (character === "?" && (this.#depth > 0 || isGap(next))) this.#fetchKey();
    else if (character === ":" && (this.#depth > 0 || isGap(next))) this.#fetchValue();
    else if (character === "*") this.#fetchWord("alias", () => ({ text: scanName(cursor) }));
    else if (character === "&") this.#fetchWord("anchor", () => ({ text: scanName(cursor) }));
    else if (character === "!") this.#fetchWord("tag", () => scanTag(cursor));
    else if ((character === "|" || character === ">") && this.#depth === 0) this.#fetchBlock();
    else if (character === "'" || character === '"')
      this.#fetchWord("scalar", () => ({ text: scanQuoted(cursor), plain: false }));
    else if (startsPlain(character, next, this.#depth > 0)) this.#fetchPlain();
    else cursor.fail(`${cursor.found()}, with which nothing can start`);
  }

  #skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      cursor.takeWhile((character) => character === " ");
      if (cursor.peek() === "\t" && this.#mayBeSpace()) {
        cursor.forward();
        continue;
      }
      if (cursor.peek() === "#") cursor.takeWhile((character) => !isBreakOrEnd(character));
      if (!isBreak(cursor.peek())) return;
      cursor.takeBreak();
      if (this.#depth === 0) this.#keyMayStart = true;
    }
  }

  /** A tab indents nothing, but else it is a space. */
  #mayBeSpace(): boolean {
    const { cursor } = this;
    if (this.#depth > 0 || !cursor.atLineStart()) return true;
    let ahead = 1;
    while (cursor.peek(ahead) === " " || cursor.peek(ahead) === "\t") ahead++;
    return cursor.peek(ahead) === "#" || isBreakOrEnd(cursor.peek(ahead));
  }

  #dropStaleKeys(): void {
    const { line, index } = this.cursor;
    for (const [depth, key] of this.#possibleKeys) {
      if (key.line === line && index - key.index <= LONGEST_KEY) continue;
      this.#dropKey(depth, key);
    }
  }

  #dropKey(depth = this.#depth, key = this.#possibleKeys.get(depth)): void {
    if (key?.required) this.cursor.fail("a key without its colon", key.index);
    this.#possibleKeys.delete(depth);
  }

  #keepPossibleKey(): void {
    if (!this.#keyMayStart) return;
    this.#dropKey();
    const { index, line, column } = this.cursor;
    const token = this.#taken + this.#tokens.length;
    const required = this.#depth === 0 && this.#indent === column;
    this.#possibleKeys.set(this.#depth, { token, required, index, line, column });
  }

  /** Ends all blocks that are indented more than the column. */
  #unwind(column: number): void {
    if (this.#depth > 0) return;
    while (this.#indent > column) {
      this.#indent = this.#indents.pop() as number;
      this.#add("block end");
    }
  }

  #startBlock(kind: TokenKind, column = this.cursor.column, at = this.#tokens.length, index = this.cursor.index): void {
    if (this.#indent >= column) return;
    this.#indents.push(this.#indent);
    if (this.#indents.length > DEEPEST) this.cursor.fail(`more than ${DEEPEST} levels`);
    this.#indent = column;
    this.#tokens.splice(at, 0, { kind, start: index, end: index, text: "" });
  }

  #add(kind: TokenKind, length = 0): void {
    const start = this.cursor.index;
    this.cursor.forward(length);
    this.#tokens.push({ kind, start, end: this.cursor.index, text: "" });
  }

  #fetchEnd(): void {
    this.#unwind(-1);
    this.#dropKey();
    this.#keyMayStart = false;
    this.#possibleKeys.clear();
    this.#add("stream end");
    this.#done = true;
  }

  #fetchDirective(): void {
    this.#unwind(-1);
    this.#dropKey();
    this.#keyMayStart = false;
    const start = this.cursor.index;
    const { name, tag, major } = scanDirective(this.cursor);
    const end = this.cursor.index;
    const of = { kind: "directive", start, end } as const;
    if (tag !== undefined) this.#tokens.push({ ...of, ...tag });
    else this.#tokens.push({ ...of, text: name, ...(major === undefined ? {} : { major }) });
  }

  #fetchMarker(kind: TokenKind): void {
    this.#unwind(-1);
    this.#dropKey();
    this.#keyMayStart = false;
    this.#add(kind, 3);
  }

  #fetchOpening(kind: "[" | "{"): void {
    this.#keepPossibleKey();
    if (++this.#depth > DEEPEST) this.cursor.fail(`more than ${DEEPEST} levels`);
    this.#keyMayStart = true;
    this.#add(kind, 1);
  }

  #fetchClosing(kind: "]" | "}"): void {
    this.#dropKey();
    this.#depth--;
    this.#keyMayStart = false;
    this.#add(kind, 1);
  }

  #fetchComma(): void {
    this.#keyMayStart = true;
    this.#dropKey();
    this.#add(",", 1);
  }

  #fetchEntry(): void {
    if (this.#depth === 0) {
      if (!this.#keyMayStart) this.cursor.fail("an item of a list where none may stand");
      this.#startBlock("block sequence start");
    }
    this.#keyMayStart = true;
    this.#dropKey();
    this.#add("-", 1);
  }

  #fetchKey(): void {
    if (this.#depth === 0) {
      if (!this.#keyMayStart) this.cursor.fail("a key where none may stand");
      this.#startBlock("block mapping start");
    }
    this.#keyMayStart = this.#depth === 0;
    this.#dropKey();
    this.#add("?", 1);
  }

  #fetchValue(): void {
    const key = this.#possibleKeys.get(this.#depth);
    if (key !== undefined) {
      this.#possibleKeys.delete(this.#depth);
      const at = key.token - this.#taken;
      this.#tokens.splice(at, 0, { kind: "?", start: key.index, end: key.index, text: "" });
      if (this.#depth === 0) this.#startBlock("block mapping start", key.column, at, key.index);
      this.#keyMayStart = false;
    } else {
      if (this.#depth === 0) {
        if (!this.#keyMayStart) this.cursor.fail("a colon behind what can be no key");
        this.#startBlock("block mapping start");
      }
      this.#keyMayStart = this.#depth === 0;
      this.#dropKey();
    }
    this.#add(":", 1);
  }

  #fetchWord(kind: TokenKind, scan: () => Omit<Token, "kind" | "start" | "end">): void {
    this.#keepPossibleKey();
    this.#keyMayStart = false;
    const start = this.cursor.index;
    const scanned = scan();
    this.#tokens.push({ kind, start, end: this.cursor.index, ...scanned });
  }

  #fetchBlock(): void {
    this.#keyMayStart = true;
    this.#dropKey();
    const start = this.cursor.index;
    const text = scanBlock(this.cursor, this.#indent);
    this.#tokens.push({ kind: "scalar", start, end: this.cursor.index, text, plain: false });
  }

  #fetchPlain(): void {
    this.#keepPossibleKey();
    const start = this.cursor.index;
    const { text, end, lineEnded } = scanPlain(this.cursor, { flow: this.#depth > 0, indent: this.#indent + 1 });
    this.#keyMayStart = lineEnded;
    this.#tokens.push({ kind: "scalar", start, end, text, plain: true });
  }
}

function startsPlain(character: string, next: string, flow: boolean): boolean {
  if (!isGap(character) && !"-?:,[]{}#&*!|>'\"%@`".includes(character)) return true;
  return !isGap(next) && (character === "-" || (!flow && (character === "?" || character === ":")));
}
