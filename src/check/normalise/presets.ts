/** Names of the presets: each makes one kind of what varies from run to run count as equal. */
export type PresetName =
  | "ansi"
  | "temp-paths"
  | "uuids"
  | "styler-ids"
  | "addresses"
  | "dates"
  | "times"
  | "durations"
  | "memory"
  | "whitespace";

/** A named normaliser: what varies from run to run becomes a fixed word. */
interface Preset {
  readonly about: string;
  readonly steps: readonly (readonly [RegExp, string])[];
}

// None of these expressions can backtrack over more than a few characters: each repeats one class of characters and is
// followed by something outside that class, or is bounded. They stay linear on texts of any length.
const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,15})?(?:[eE][-+]?\d{1,3})?`;
const DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}";
const MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}";
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?|\.\d{1,9})?(?:\s?[AaPp][Mm]\b)?(?:Z\b|[+-]\d{2}:?\d{2}\b)?`;
// Behind a date the offset may stand apart.
const MOMENT = String.raw`${CLOCK}(?: [+-]\d{4}\b)?`;
const UNIT = "(?:ns|µs|μs|us|ms|s|secs?|seconds?|mins?|minutes?|h|hours?|hrs?)";
const DURATION = String.raw`[-+]?${NUMBER}\s?${UNIT}(?:\s${NUMBER}\s?${UNIT}){0,3}`;
const RATE = String.raw`(?:${NUMBER}|\?)\s?(?:[kKMGT]?(?:i?B|it|steps?|samples?|examples?|rows?|tokens?)\/s|s\/it)`;

const PRESETS: Readonly<Record<PresetName, Preset>> = {
  ansi: {
    about: "colours and other terminal sequences are removed",
    steps: [
      // CSI; OSC, DCS and the like (ended by BEL or ESC \); character sets; the two-character sequences of ECMA-48 and terminals.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
      [/\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]{1,8}[0-~]|\x1b[0-Z\\^-~]/g, ""],
    ],
  },
  addresses: { about: "memory addresses become 0x…", steps: [[/\b0x[0-9a-fA-F]{4,16}\b/g, "0x…"]] },
  times: {
    about: "clock times become <time>",
    steps: [
      [new RegExp(String.raw`(?<![\d:])${CLOCK}(?![\d:])`, "g"), "<time>"],
      // Python's `repr`.
      [/\btime\(\d{1,2}, \d{1,2}(?:, \d{1,6}){0,2}(?=[,)])/g, "<time>"],
    ],
  },
  dates: {
    about: "dates, with their clock times, become <date>",
    steps: [
      [new RegExp(String.raw`(?<!\d)\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]${MOMENT})?(?![\d:])`, "g"), "<date>"],
      [new RegExp(String.raw`(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{4}(?:,? ${MOMENT})?(?![\d:])`, "g"), "<date>"],
      // "29-Nov-2026", and the log files of servers: "29/Nov/2026:02:19:47 +0000".
      [new RegExp(String.raw`(?<!\d)\d{1,2}([-/])${MONTHS}\1\d{4}(?:[: ]${MOMENT})?(?![\d:])`, "g"), "<date>"],
      // "20261129T021947Z", "20261129_021947".
      [/(?<![^\W_])(?:19|20)\d{2}[01]\d[0-3]\d[T_-][0-2]\d[0-5]\d[0-5]\d(?:\.\d{1,9})?Z?(?![^\W_])/g, "<date>"],
      // Python's `repr`.
      [/\b(?:date|datetime)\(\d{4}, \d{1,2}, \d{1,2}(?:, \d{1,6}){0,4}(?=[,)])/g, "<date>"],
      [
        new RegExp(
          String.raw`\b(?:${DAYS},? )?(?:\d{1,2}\.? ${MONTHS}\.?,? \d{4}|${MONTHS}\.? {1,2}\d{1,2}(?: ${CLOCK}(?: [A-Z]{2,5})?)?,? \d{4})(?:,? ${MOMENT})?(?:,? (?:GMT|UTC)(?:[+-]\d{4})?)?(?![\d:])`,
          "g",
        ),
        "<date>",
      ],
    ],
  },
  uuids: {
    about: "UUIDs become <uuid>, random ones also without dashes",
    steps: [
      [/(?<![^\W_])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![^\W_])/gi, "<uuid>"],
      // Python's `uuid4().hex`, as in the ids of folium's maps. Of other hashes of this length one in 64 looks so.
      [/(?<![^\W_])[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}(?![^\W_])/g, "<uuid>"],
    ],
  },
  "temp-paths": {
    about: "paths below the system's folders for temporary files become <temp>",
    steps: [
      [
        /(?:(?<![\w/.-])|(?<=\bfile:\/\/))(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|dev\/shm)\/[^\s"'`<>:,;)\]}]*/g,
        "<temp>",
      ],
      [
        // Backslashes are doubled where a text is quoted, four where that is JSON; a user's name may have blanks.
        /(?:\b[A-Z]:|(?<![\w/.-])\/mnt\/[a-z])[\\/]{1,4}(?:Windows[\\/]{1,4}Temp|Temp|Users[\\/]{1,4}[^\\/\n"'<>]{1,64}[\\/]{1,4}AppData[\\/]{1,4}Local[\\/]{1,4}Temp)[\\/][^\s"'`<>:,;)\]}]*/gi,
        "<temp>",
      ],
    ],
  },
  durations: {
    about:
      "durations such as `12.5 ms` or `1min 3s`, those of %%time and %timeit, and rates of progress become <duration>",
    steps: [
      // `%timeit`: how often it looped depends on the machine.
      [/\bof \d{1,9} runs?, [\d,]{1,12} loops? each\b/g, "of <runs>"],
      // Progress bars: rates are padded to five characters.
      [new RegExp(String.raw`(?:(?<=,) {1,9})?(?<![\w.])${RATE}(?!\w)`, "g"), "<duration>"],
      [new RegExp(String.raw`(?<![\w.])${DURATION}(?![\w])`, "g"), "<duration>"],
      // Python's `repr`.
      [/\btimedelta\((?:0|(?:(?:days|seconds|microseconds)=-?\d{1,12}(?:, )?){1,3})\)/g, "<duration>"],
    ],
  },
  memory: {
    about: "memory sizes such as `1.2 GiB` become <size>",
    steps: [
      [
        new RegExp(String.raw`(?<![\w.])[+-]?${NUMBER}\+?\s?(?:[kKMGTPE]i?B|[kKMGTPE]B?|bytes?|B)(?!\w)`, "g"),
        "<size>",
      ],
    ],
  },
  "styler-ids": {
    about: "the random ids of pandas' Styler become T_…",
    steps: [[/\bT_[0-9a-f]{5}(?=_|\b)/g, "T_…"]],
  },
  whitespace: {
    about: "runs of blanks become one, those at the end of a line are removed",
    steps: [
      [/[ \t]+/g, " "],
      [/ (?=\n|$)/g, ""],
    ],
  },
};

/** The presets' names, in the order in which they are applied. */
export function presetNames(): readonly PresetName[] {
  // Dates hold times, temporary paths hold dates and UUIDs: the larger thing goes first.
  return [
    "ansi",
    "temp-paths",
    "uuids",
    "styler-ids",
    "addresses",
    "dates",
    "times",
    "durations",
    "memory",
    "whitespace",
  ];
}

/** What a preset does, for help texts. */
export function describePreset(name: PresetName): string {
  return PRESETS[name].about;
}

/** The text after the named presets, in their own order whatever the order of the names. */
export function applyPresets(text: string, names: readonly (PresetName | "none")[]): string {
  let result = text;
  for (const name of presetNames()) {
    if (!names.includes(name)) continue;
    for (const [pattern, replacement] of PRESETS[name].steps) result = result.replace(pattern, () => replacement);
  }
  return result;
}
