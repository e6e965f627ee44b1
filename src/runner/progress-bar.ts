/** Where the bar is drawn: standard error, as a rule. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/** On a terminal the line is redrawn at most this often; elsewhere a line is printed at most once a second. */
const REDRAW_MS = 100;
const PLAIN_LINE_MS = 1000;

/** A progress bar that looks like tqdm's: `Executing:  40%|████      | 2/5 [00:01<00:02,  1.16cell/s]`. */
export class ProgressBar {
  readonly #target: ProgressTarget;
  readonly #total: number;
  readonly #start: number = performance.now();
  #done = 0;
  #label = "Executing";
  #drawnAt = Number.NEGATIVE_INFINITY;
  #drawn = "";

  constructor(total: number, target: ProgressTarget) {
    this.#total = total;
    this.#target = target;
    this.#draw(true);
  }

  describe(label: string): void {
    this.#label = label;
    this.#draw(false);
  }

  advance(): void {
    this.#done++;
    this.#draw(false);
  }

  /** Draws the last state and ends the line. */
  close(): void {
    this.#draw(true);
    if (this.#target.isTTY) this.#target.write("\n");
  }

  #draw(force: boolean): void {
    const now = performance.now();
    const pause = this.#target.isTTY ? REDRAW_MS : PLAIN_LINE_MS;
    if (!force && now - this.#drawnAt < pause) return;
    this.#drawnAt = now;
    const seconds = (now - this.#start) / 1000;
    const text = progressText(this.#label, this.#done, this.#total, seconds, this.#target.columns);
    if (text === this.#drawn) return;
    if (this.#target.isTTY) this.#target.write(`\r${text}${" ".repeat(Math.max(0, this.#drawn.length - text.length))}`);
    else this.#target.write(`${text}\n`);
    this.#drawn = text;
  }
}

/** The text of the bar; without a known width its middle is ten characters wide, as tqdm's is. */
export function progressText(label: string, done: number, total: number, seconds: number, columns?: number): string {
  const fraction = total === 0 ? 1 : done / total;
  const left = `${label}: ${String(Math.round(fraction * 100)).padStart(3)}%|`;
  const remaining = done === 0 ? "?" : interval((seconds / done) * (total - done));
  const right = `| ${done}/${total} [${interval(seconds)}<${remaining}, ${rateText(done, seconds)}]`;
  const width = columns === undefined ? 10 : Math.max(1, columns - left.length - right.length - 1);
  return left + barText(fraction, width) + right;
}

function barText(fraction: number, width: number): string {
  const eighths = Math.floor(fraction * width * 8);
  return ("█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] as string)).padEnd(width);
}

function rateText(done: number, seconds: number): string {
  if (done === 0 || seconds === 0) return "?cell/s";
  const rate = done / seconds;
  return rate >= 1 ? `${rate.toFixed(2).padStart(5)}cell/s` : `${(1 / rate).toFixed(2).padStart(5)}s/cell`;
}

function interval(seconds: number): string {
  const whole = Math.floor(seconds);
  const pair = (value: number): string => String(value).padStart(2, "0");
  const minutes = `${pair(Math.floor(whole / 60) % 60)}:${pair(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${minutes}` : minutes;
}
