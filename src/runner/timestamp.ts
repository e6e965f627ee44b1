import { type JsonFloat, jsonFloat } from "../nbformat/index.js";

/** Microseconds since 1970, UTC. */
export function nowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** The time as Python's `datetime.isoformat()` prints it in UTC: no fraction when it is 0. */
export function isoTimestamp(micros: number): string {
  const fraction = micros % 1_000_000;
  const seconds = new Date((micros - fraction) / 1000).toISOString().slice(0, 19);
  return `${seconds}${fraction === 0 ? "" : `.${String(fraction).padStart(6, "0")}`}+00:00`;
}

/** The time between, in seconds, as a float. */
export function durationSeconds(startMicros: number, endMicros: number): number | JsonFloat {
  return jsonFloat((endMicros - startMicros) / 1_000_000);
}

/** A message's date as nbclient records it: six digits of fraction and a Z whatever the offset was. */
export function executionDate(date: string): string {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?/.exec(date);
  if (match === null) return date;
  return `${match[1]}T${match[2]}.${(match[3] ?? "").slice(0, 6).padEnd(6, "0")}Z`;
}
