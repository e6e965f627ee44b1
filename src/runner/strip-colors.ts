// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const SEQUENCE = /\x1b\[[0-9;?]*[A-Za-z]/g;
/** The start of a sequence whose end is missing; a longer one is none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const BEGUN = /\x1b(?:\[[0-9;?]*)?$/;
const LONGEST = 1024;

/** The text without ANSI escape sequences. */
export function stripColors(text: string): string {
  return text.replace(SEQUENCE, "");
}

/** The same for a text that comes in pieces. */
export function* withoutColors(pieces: Iterable<string>): Generator<string> {
  let begun = "";
  for (const piece of pieces) {
    const text = begun + piece;
    const end = BEGUN.exec(text.slice(-LONGEST))?.[0].length ?? 0;
    begun = text.slice(text.length - end);
    yield stripColors(text.slice(0, text.length - end));
  }
  yield begun;
}
