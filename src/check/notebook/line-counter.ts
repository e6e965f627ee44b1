const LINE_FEED = 0x0a;

/** Lines are counted up to every so many bytes: a table of all lines may take more memory than the file. */
const STEP = 256;

/** A function from a place in a file's bytes to its line, counted from 1. */
export function lineCounter(bytes: Uint8Array): (place: number) => number {
  const before = new Uint32Array(Math.ceil(bytes.length / STEP));
  let lines = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (at % STEP === 0) before[at / STEP] = lines;
    if (bytes[at] === LINE_FEED) lines++;
  }
  return (place) => {
    const step = Math.floor(place / STEP);
    let line = (before[step] ?? lines) + 1;
    for (let at = step * STEP; at < place; at++) if (bytes[at] === LINE_FEED) line++;
    return line;
  };
}
