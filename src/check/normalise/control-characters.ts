/**
 * The text as a terminal shows it in the end: a backspace takes the character before it away, what stands before a
 * carriage return in its line is overwritten. A line break is never taken away, and `\r\n` stays.
 */
export function resolveControlCharacters(text: string): string {
  const withoutBackspaces = text.includes("\b") ? eraseBackspaces(text) : text;
  return withoutBackspaces.includes("\r") ? overwriteLines(withoutBackspaces) : withoutBackspaces;
}

// pytest-notebook's rule; nbval means the same, but its code for it never runs. A backspace with nothing to erase has no
// effect, as on a terminal.
function eraseBackspaces(text: string): string {
  const kept: string[] = [];
  const [first = "", ...others] = text.split("\b");
  if (first !== "") kept.push(first);
  for (const part of others) {
    const last = kept.at(-1);
    if (last !== undefined && !last.endsWith("\n")) {
      if (last.length === 1) kept.pop();
      else kept[kept.length - 1] = last.slice(0, -1);
    }
    if (part !== "") kept.push(part);
  }
  return kept.join("");
}

// nbval: re.sub(r"^.*\r(?=[^\n])", "", text, MULTILINE): all up to a line's last "\r" that no line break follows. The "\r" at
// the very end of the text stays, as there.
function overwriteLines(text: string): string {
  let result = "";
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end);
    const last = line.length < 2 ? -1 : line.lastIndexOf("\r", line.length - 2);
    result += text.slice(start + last + 1, newline === -1 ? end : end + 1);
    start = newline === -1 ? end : end + 1;
  }
  return result;
}
