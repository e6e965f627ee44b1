import { UtcDate } from "./path-template-types.js";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
) as readonly string[];
const DAY_MS = 86_400_000;

/** The date by `strftime` codes in English, read from its UTC fields. Codes that are not known stay as they are. */
export function strftime(date: Date, format: string): string {
  return format.replace(/%([a-zA-Z%])/g, (whole, code: string) => CODES[code]?.(date) ?? whole);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const padSpace = (value: number): string => String(value).padStart(2);
const hour12 = (date: Date): number => date.getUTCHours() % 12 || 12;
const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
const week = (date: Date, firstDay: number): number =>
  Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() - firstDay + 7) % 7)) / 7);

/** The Thursday of the date's week says to which year ISO counts the week. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

const CODES: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => (DAYS[date.getUTCDay()] as string).slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()] as string,
  b: (date) => (MONTHS[date.getUTCMonth()] as string).slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()] as string,
  c: (date) => strftime(date, "%a %b %e %H:%M:%S %Y"),
  C: (date) => pad(Math.floor(date.getUTCFullYear() / 100)),
  d: (date) => pad(date.getUTCDate()),
  D: (date) => strftime(date, "%m/%d/%y"),
  e: (date) => padSpace(date.getUTCDate()),
  f: (date) => `${pad(date.getUTCMilliseconds(), 3)}000`,
  F: (date) => strftime(date, "%Y-%m-%d"),
  g: (date) => pad(isoWeek(date).year % 100),
  G: (date) => String(isoWeek(date).year),
  h: (date) => strftime(date, "%b"),
  H: (date) => pad(date.getUTCHours()),
  I: (date) => pad(hour12(date)),
  j: (date) => pad(dayOfYear(date), 3),
  k: (date) => padSpace(date.getUTCHours()),
  l: (date) => padSpace(hour12(date)),
  m: (date) => pad(date.getUTCMonth() + 1),
  M: (date) => pad(date.getUTCMinutes()),
  n: () => "\n",
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  P: (date) => (date.getUTCHours() < 12 ? "am" : "pm"),
  r: (date) => strftime(date, "%I:%M:%S %p"),
  R: (date) => strftime(date, "%H:%M"),
  // Python takes the fields for local time, whatever they are.
  s: (date) => String(Math.floor((date.getTime() + date.getTimezoneOffset() * 60_000) / 1000)),
  S: (date) => pad(date.getUTCSeconds()),
  t: () => "\t",
  T: (date) => strftime(date, "%H:%M:%S"),
  u: (date) => String(date.getUTCDay() || 7),
  U: (date) => pad(week(date, 0)),
  V: (date) => pad(isoWeek(date).week),
  w: (date) => String(date.getUTCDay()),
  W: (date) => pad(week(date, 1)),
  x: (date) => strftime(date, "%D"),
  X: (date) => strftime(date, "%T"),
  y: (date) => pad(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: (date) => (date instanceof UtcDate ? "+0000" : ""),
  Z: (date) => (date instanceof UtcDate ? "UTC" : ""),
  "%": () => "%",
};
