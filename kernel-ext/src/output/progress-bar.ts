import { randomUUID } from "node:crypto";
import type { CellDisplay } from "./display.js";
import { ON_DISPLAY } from "./mime-bundle.js";

const REDRAW_MS = 100;
const BAR_CELLS = 30;

export interface ProgressBar {
  readonly [ON_DISPLAY]: true;
  tick(steps?: number): void;
  set(done: number): void;
}

/** A progress bar as one display that is updated at most ten times a second and when it is full. */
export function progressBar(display: CellDisplay, total: number, label = ""): ProgressBar {
  const displayId = randomUUID();
  let done = 0;
  let drawn = 0;
  const draw = (update: boolean): void => {
    drawn = performance.now();
    void display.display(progressBundle(done, total, label), { raw: true, displayId, update });
  };
  draw(false);
  const set = (value: number): void => {
    done = value;
    if (done >= total || performance.now() - drawn >= REDRAW_MS) draw(true);
  };
  return { [ON_DISPLAY]: true, set, tick: (steps = 1) => set(done + steps) };
}

function progressBundle(done: number, total: number, label: string): Record<string, string> {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
  const filled = Math.round(share * BAR_CELLS);
  const bar = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
  const text = `${label === "" ? "" : `${label} `}${bar} ${done}/${total}`;
  const safe = label.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  return {
    "text/plain": text,
    "text/html": `<progress value="${share}" max="1"></progress> ${safe} ${done}/${total}`,
  };
}
