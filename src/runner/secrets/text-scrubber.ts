/** Takes secrets out of texts and data, and says where they may be. */
export interface TextScrubber {
  /** How far apart the first and the last character of a secret may stand in a text, colours included. */
  readonly reach: number;

  /** The text with every secret replaced. */
  text(text: string): string;

  /** JSON data with every secret in its texts and keys replaced; what holds none is returned as it is. */
  data<T>(value: T): T;

  /** True if the text holds a secret. */
  holds(text: string): boolean;

  /** True if written JSON without colours may hold a secret in its texts and keys. */
  mayHoldWritten(json: string): boolean;

  /** How much of a text that goes on is sure. */
  sureLength(text: string): number;
}
