import type { BatchState, RunRow } from "./batch-state.js";
import type { RunStatus } from "./run-outcome.js";

/** Statuses in the order in which counts name them. */
export const STATUS_ORDER: readonly RunStatus[] = [
  "completed",
  "reused",
  "running",
  "waiting",
  "failed",
  "timed-out",
  "kernel-died",
  "refused",
  "interrupted",
  "not-run",
];

/** True for a run that will not change any more. */
export function isOver(status: RunStatus): boolean {
  return status !== "waiting" && status !== "running";
}

/** True for a run that ended without its result. */
export function isBad(status: RunStatus): boolean {
  return isOver(status) && status !== "completed" && status !== "reused";
}

/** Such as `3 completed, 1 running`. */
export function countsText(state: Pick<BatchState, "counts">): string {
  const counts = state.counts();
  return STATUS_ORDER.filter((status) => counts.has(status))
    .map((status) => `${counts.get(status)} ${status}`)
    .join(", ");
}

/** Seconds that the run has taken so far, or `undefined` if it has not begun. */
export function secondsOf(row: RunRow, now: number = Date.now()): number | undefined {
  return row.startedAt === null ? undefined : ((row.endedAt ?? now) - row.startedAt) / 1000;
}

/** A duration for people: `3.4 s`, `2:05`, `1:02:05`. */
export function durationText(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  const pair = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pair(minutes)}:${pair(whole % 60)}` : `${minutes}:${pair(whole % 60)}`;
}

/** The error's first line, without characters that move a terminal's cursor. */
export function firstLine(text: string): string {
  return printable(text.split("\n", 1)[0] as string);
}

/** The text on one line, without control characters and those that turn the direction of writing. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const plain = text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, " ");
  return plain.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}
