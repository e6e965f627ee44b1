import jpeg from "jpeg-js";
import type { JsonObject, Output } from "../../../src/nbformat/index.js";
import type { Mutation } from "./mutations.js";
import { display, failure, stream } from "./outputs.js";
import { integer, pick } from "./random.js";

type Random = () => number;
type Make = (random: Random, within: boolean) => Mutation;

const PLOTLY = "application/vnd.plotly.v1+json";

/** Beyond a tolerance of 1e-5 by at least 3e-5, or within it. */
function changed(value: number, random: Random, within: boolean): number {
  return value * (1 + (random() < 0.5 ? -1 : 1) * (within ? 5e-6 : 3e-5 + random() / 2));
}

/** A text one line of which changes, in a stream or a result. */
function inText(kind: string, before: string, after: string, within: boolean, random: Random): Mutation {
  const others = Array.from({ length: integer(random, 2, 9) }, (_, i) => `PC${i} = ${(random() * 1000).toFixed(3)}`);
  const at = integer(random, 0, others.length);
  const text = (line: string): string => [...others.slice(0, at), line, ...others.slice(at)].join("\n");
  const inStream = random() < 0.5;
  const output = (line: string): Output[] =>
    inStream ? [stream("stdout", `${text(line)}\n`)] : [display({ "text/plain": text(line) })];
  const key = inStream ? "stdout" : "text/plain";
  return { kind, stored: output(before), got: output(after), within, key, where: new RegExp(`^line ${at + 1}$`) };
}

/** A number written in many ways, and what may stand beside it. */
const writtenNumber: Make = (random, within) => {
  const value = (0.1 + random()) * 10 ** integer(random, -4, 4);
  const [before, behind] = pick(random, [
    ["v = ", " m"],
    ["d = −", ""],
    ["", "% of cells"],
    ["2026-11-29 12:30:45 loss ", ""],
    ["(1+", "j)"],
    ["[", ", 20.5)"],
  ] as const);
  const write = pick(random, [
    (x: number) => x.toFixed(12),
    (x: number) => x.toExponential(9),
    (x: number) => x.toExponential(9).replace(/e([-+])(\d)$/, "E$10$2"),
  ]);
  const after = `${before}${write(changed(value, random, within))}${behind}`;
  return inText("a number as it is written", `${before}${value.toFixed(12)}${behind}`, after, within, random);
};

const sign: Make = (random) => {
  const value = (random() * 99 + 1).toFixed(3);
  const [before, after] = pick(random, [
    [`−${value}`, value],
    [`-${value}`, value],
    [`1.5+${value}j`, `1.5-${value}j`],
    [`${value}%`, value],
    [`${value} ms`, `${value} s`],
  ] as const);
  return inText("a sign or a unit", `v ${before} .`, `v ${after} .`, false, random);
};

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

const separators: Make = (random) => {
  const [whole, part] = [integer(random, 1, 99), integer(random, 1, 99)];
  const thousands = `${whole},${String(part).padStart(3, "0")}`;
  const [before, after] = pick(random, [
    [thousands, `${whole},${part}`],
    [`${whole},5`, `${whole},05`],
    [grouped(whole * 12_345), String(whole * 12_345)],
    [grouped(whole * 12_345), grouped(whole * 12_355)],
  ] as const);
  return inText("separators of a number", `n = ${before} cells`, `n = ${after} cells`, false, random);
};

const moment: Make = (random) => {
  const time = 1.7e12 + Math.floor(random() * 1e11);
  const later = time + pick(random, [1, 1000, 60_000, 3_600_000, 86_400_000, 1e10]);
  const write = pick(random, [
    (date: Date) => date.toISOString(),
    (date: Date) => date.toISOString().replace("T", " ").replace(".", ",").replace("Z", ""),
    (date: Date) => date.toISOString().replace("Z", "+00:00"),
  ]);
  const text = (at: number): string => `at ${write(new Date(at))} done`;
  return inText("a moment", text(time), text(later), false, random);
};

const blanks: Make = (random) => {
  const line = "  if a: x = 1.5  # y";
  const after = pick(random, [`${line} `, line.slice(2), `\t${line.slice(2)}`, line.replace(" # ", " #")]);
  return inText("blanks", line, after, false, random);
};

const message: Make = (random, within) => {
  const value = random() * 99 + 1;
  const text = (x: number): string => `need at least ${x.toFixed(8)} of 'x' (line 3)`;
  const wrong = pick(random, [text(changed(value, random, false)), text(value).replace("'x'", "'y'"), ""]);
  const after = within ? text(changed(value, random, true)) : wrong;
  const stored = [failure("ValueError", text(value))];
  return { kind: "a message", stored, got: [failure("ValueError", after)], within, key: "evalue" };
};

const traceColour: Make = (random) => {
  const colour = [integer(random, 0, 254), integer(random, 0, 254), integer(random, 0, 254)];
  const at = integer(random, 0, 3);
  const figure = (color: string): Output[] => {
    const data = Array.from({ length: 4 }, (_, i) => ({ name: `t${i}`, marker: { color: i === at ? color : "red" } }));
    return [display({ [PLOTLY]: { data, layout: {} } })];
  };
  const channel = integer(random, 0, 2);
  const other = colour.map((value, i) => (i === channel ? value + 1 : value));
  const hex = other.map((value) => value.toString(16).padStart(2, "0")).join("");
  const after = pick(random, [`rgb(${other.join(", ")})`, `rgba(${colour.join(", ")}, 0.5)`, `#${hex}`]);
  const where = new RegExp(`^trace ${at + 1} "t${at}", marker\\.color$`);
  const stored = figure(`rgb(${colour.join(", ")})`);
  return { kind: "a trace colour in rgb()", stored, got: figure(after), within: false, key: PLOTLY, where };
};

const axisTitle: Make = (random) => {
  const axis = pick(random, ["xaxis", "yaxis"] as const);
  const figure = (title: JsonObject): Output[] => {
    const axes = { xaxis: { title: { text: "UMAP 1" } }, yaxis: { title: { text: "UMAP 2" } }, [axis]: title };
    return [display({ [PLOTLY]: { data: [], layout: axes } })];
  };
  const got = figure(pick(random, [{}, { title: {} }, { title: { text: "UMAP 3" } }] as const));
  const where = new RegExp(`^layout, ${axis}\\.title`);
  const stored = figure({ title: { text: "UMAP" } });
  return { kind: "an axis title", stored, got, within: false, key: PLOTLY, where };
};

const attribute: Make = (random, within) => {
  const width = random() * 99 + 1;
  const tag = (title: string, value: number): Output[] => [
    display({ "text/html": `<p><b title="${title}" style="width: ${value.toFixed(9)}%">a</b></p>` }),
  ];
  const stored = tag("a b", width);
  if (within) return { kind: "an attribute", stored, got: tag("a b", changed(width, random, true)), within };
  const got = random() < 0.5 ? tag(pick(random, ["a  b", "a b ", "a c"]), width) : tag("a b", width * 1.01);
  return { kind: "an attribute", stored, got, within, key: "text/html", where: /^p > b$/ };
};

const nesting: Make = (random) => {
  const json = (value: unknown): Output[] => [display({ "application/json": { a: { b: value } } })];
  const [before, after] = pick(random, [
    [{ c: 1 }, [{ c: 1 }]],
    [{ c: 1 }, { c: { c: 1 } }],
    [[1], [[1]]],
    [1, "1"],
    [null, 0],
  ] as const);
  const where = /^\$\.a\.b/;
  return {
    kind: "a level of JSON",
    stored: json(before),
    got: json(after),
    within: false,
    key: "application/json",
    where,
  };
};

const shiftedJpeg: Make = (random, within) => {
  const [width, height, side] = [64, 48, integer(random, 6, 14)];
  const [left, top] = [integer(random, 5, 40), integer(random, 5, 30)];
  const picture = (dx: number, dy: number): Output[] => {
    const data = Buffer.alloc(width * height * 4, 255);
    for (let y = top + dy; y < top + dy + side; y++)
      for (let x = left + dx; x < left + dx + side; x++) data.set([200, 0, 90], (y * width + x) * 4);
    return [display({ "image/jpeg": jpeg.encode({ data, width, height }, 90).data.toString("base64") })];
  };
  const [dx, dy] = within
    ? [0, 0]
    : pick(random, [
        [1, 0],
        [0, 1],
        [-1, 2],
      ] as const);
  const got = picture(dx, dy);
  return {
    kind: "a shifted JPEG",
    stored: picture(0, 0),
    got,
    within,
    key: "image/jpeg",
    where: /^pixels x \d+ to \d+/,
  };
};

const KINDS: readonly Make[] = [
  writtenNumber,
  sign,
  separators,
  moment,
  blanks,
  message,
  traceColour,
  axisTitle,
  attribute,
  nesting,
  shiftedJpeg,
];

/** `count` changes, all kinds in turn, half of those that can be are within a tolerance of 1e-5. */
export function* otherMutations(random: Random, count: number): Iterable<Mutation> {
  for (let i = 0; i < count; i++) yield (KINDS[i % KINDS.length] as Make)(random, random() < 0.5);
}
