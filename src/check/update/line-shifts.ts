/** By how much the lines of a file have moved since it was written anew in parts. */
export class LineShifts {
  /** Lines of the old file behind which others stand elsewhere, in order, and by how much in all. */
  readonly #lines: number[] = [];
  readonly #shifts: number[] = [];

  /** Says that what began at this line of the old file, behind all that was said before, takes so many more lines. */
  add(line: number, more: number): void {
    if (more === 0) return;
    const before = this.#shifts.at(-1) ?? 0;
    if (this.#lines.at(-1) === line) this.#shifts[this.#shifts.length - 1] = before + more;
    else {
      this.#lines.push(line);
      this.#shifts.push(before + more);
    }
  }

  /** Where a line of the old file stands now. */
  lineNow(line: number): number {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] as number) < line) low = middle + 1;
      else high = middle;
    }
    return line + (low === 0 ? 0 : (this.#shifts[low - 1] as number));
  }
}
