/** What YAML's signs mean where they stand; a scalar, an anchor and the like have a text. */
export type TokenKind =
  | "stream end"
  | "directive"
  | "document start"
  | "document end"
  | "block sequence start"
  | "block mapping start"
  | "block end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "?"
  | ":"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The text of a scalar, the name of an anchor, alias or directive, the suffix of a tag. */
  readonly text: string;
  /** For a scalar: without quotes, and no block. */
  readonly plain?: boolean;
  /** For a tag: `!`, `!!`, `!name!`; none for `!<…>` and for `!` alone. For a %TAG directive: what it stands for. */
  readonly handle?: string;
  /** For a %YAML directive. */
  readonly major?: number;
}

const NAMES: Partial<Record<TokenKind, string>> = {
  "stream end": "the end of the text",
  "block sequence start": "a list",
  "block mapping start": "a mapping",
  "block end": "the end of what is indented",
  scalar: "a value",
  "?": "a key",
};

/** How messages name a token. */
export function tokenName({ kind }: Token): string {
  return NAMES[kind] ?? (/^\w/.test(kind) ? `${/^a/.test(kind) ? "an" : "a"} ${kind}` : JSON.stringify(kind));
}
