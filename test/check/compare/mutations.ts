import { PNG } from "pngjs";
import type { JsonObject, Output } from "../../../src/nbformat/index.js";
import { display } from "./outputs.js";
import { integer, pick } from "./random.js";

/** One seeded change to the outputs of a cell, and what a check must say about it. */
export interface Mutation {
  readonly kind: string;
  readonly stored: Output[];
  readonly got: Output[];
  /** True if the change is within a tolerance of rtol 1e-5 and the default pixel threshold. */
  readonly within: boolean;
  /** The key of the one difference, if it is beyond. */
  readonly key?: string;
  /** What its place must say. */
  readonly where?: RegExp;
}

type Random = () => number;
type Cells = ReadonlyMap<string, Output[]>;

function clone(outputs: readonly Output[]): Output[] {
  return structuredClone(outputs) as Output[];
}

function bundle(output: Output | undefined): Record<string, string> {
  return output?.["data"] as unknown as Record<string, string>;
}

function cell(cells: Cells, id: string): Output[] {
  return clone(cells.get(id) as Output[]);
}

/** The number written as text, changed: beyond by at least 0.1 %, or within by 4 millionths. */
function changedNumber(text: string, random: Random, within: boolean): string {
  const value = Number(text);
  const sign = random() < 0.5 ? -1 : 1;
  if (within) return (value * (1 + sign * 4e-6)).toFixed(12);
  const decimals = text.split(".")[1]?.length ?? 0;
  const step = Math.max(10 ** -decimals, Math.abs(value) * (1e-3 + random()));
  return (value + sign * step).toFixed(decimals);
}

const DECIMAL = /(?<![\w.#-])\d+\.\d+(?![\w.])/g;

function decimals(text: string): RegExpExecArray[] {
  return [...text.matchAll(DECIMAL)].filter((match) => Number(match[0]) !== 0);
}

function changeDecimal(text: string, random: Random, within: boolean): { readonly text: string; readonly at: number } {
  const match = pick(random, decimals(text));
  const next = changedNumber(match[0], random, within);
  return { text: text.slice(0, match.index) + next + text.slice(match.index + match[0].length), at: match.index };
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function printedNumber(cells: Cells, random: Random, within: boolean): Mutation {
  const id = pick(random, ["cell-0", "cell-1", "cell-2", "cell-3"]);
  const stored = cell(cells, id);
  const got = cell(cells, id);
  const data = bundle(got[0]);
  const before = data["text/plain"] as string;
  const { text, at } = changeDecimal(before, random, within);
  data["text/plain"] = text;
  const where = new RegExp(`^line ${lineOf(before, at)}$`);
  return { kind: "digit in text", stored, got, within, key: "text/plain", where };
}

function streamedNumber(cells: Cells, random: Random, within: boolean): Mutation {
  const stored = cell(cells, "cell-4");
  const got = cell(cells, "cell-4");
  const output = got[0] as JsonObject;
  const before = output["text"] as string;
  const { text, at } = changeDecimal(before, random, within);
  output["text"] = text;
  const where = new RegExp(`^line ${lineOf(before, at)}$`);
  return { kind: "digit in a stream", stored, got, within, key: "stdout", where };
}

function tableNumber(cells: Cells, random: Random, within: boolean): Mutation {
  const id = pick(random, ["cell-0", "cell-1"]);
  const stored = cell(cells, id);
  const got = cell(cells, id);
  const html = bundle(got[0])["text/html"] as string;
  const numbers = [...html.matchAll(/<td>(\d+\.\d+)<\/td>/g)];
  const match = pick(random, numbers);
  const at = match.index + "<td>".length;
  const number = match[1] as string;
  bundle(got[0])["text/html"] =
    html.slice(0, at) + changedNumber(number, random, within) + html.slice(at + number.length);
  // Counted without a parser: rows of the body up to here, cells of the row up to here.
  const body = html.slice(html.indexOf("<tbody>"), at);
  const row = body.split("<tr>").length - 1;
  const column = body.slice(body.lastIndexOf("<tr>")).split("<td>").length - 1;
  const names = [...html.slice(0, html.indexOf("</thead>")).matchAll(/<th>(.*?)<\/th>/g)].map((found) => found[1]);
  const where = new RegExp(`^table 1, row ${row} \\(.+\\), column "${names[column]}"$`);
  return { kind: "digit in a table", stored, got, within, key: "text/html", where };
}

function renamedColumn(cells: Cells, random: Random): Mutation {
  const id = pick(random, ["cell-0", "cell-1"]);
  const stored = cell(cells, id);
  const got = cell(cells, id);
  const data = bundle(got[0]);
  const names = ["n_genes", "pct_mt"];
  const index = integer(random, 0, 1);
  data["text/html"] = (data["text/html"] as string).replace(
    `<th>${names[index]}</th>`,
    `<th>renamed_${integer(random, 0, 99)}</th>`,
  );
  const where = new RegExp(`^table 1, header row 1, column ${index + 2}$`);
  return { kind: "renamed column", stored, got, within: false, key: "text/html", where };
}

function decode(base64: string): PNG {
  return PNG.sync.read(Buffer.from(base64, "base64"));
}

function encode(picture: PNG): string {
  return PNG.sync.write(picture).toString("base64");
}

function pixel(cells: Cells, random: Random, within: boolean): Mutation {
  const stored = cell(cells, "cell-6");
  const got = cell(cells, "cell-6");
  const picture = decode(bundle(got[0])["image/png"] as string);
  const x = integer(random, 0, picture.width - 1);
  const y = integer(random, 0, picture.height - 1);
  const at = (y * picture.width + x) * 4;
  for (let channel = 0; channel < 3; channel++) {
    const value = picture.data[at + channel] as number;
    picture.data[at + channel] = within ? (value < 255 ? value + 1 : value - 1) : value ^ 0x80;
  }
  picture.data[at + 3] = 255;
  bundle(got[0])["image/png"] = encode(picture);
  const where = new RegExp(`^pixels x ${x} to ${x}, y ${y} to ${y}$`);
  return { kind: "pixel", stored, got, within, key: "image/png", where };
}

function shiftedPicture(cells: Cells, random: Random): Mutation {
  const stored = cell(cells, "cell-6");
  const got = cell(cells, "cell-6");
  const picture = decode(bundle(got[0])["image/png"] as string);
  const [dx, dy] = pick(random, [
    [1, 0],
    [0, 1],
    [-1, 0],
    [2, 1],
    [0, -3],
  ]) as [number, number];
  const shifted = new PNG({ width: picture.width, height: picture.height });
  shifted.data.fill(255);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const [fromX, fromY] = [x - dx, y - dy];
      if (fromX < 0 || fromY < 0 || fromX >= picture.width || fromY >= picture.height) continue;
      const from = (fromY * picture.width + fromX) * 4;
      shifted.data.set(picture.data.subarray(from, from + 4), (y * picture.width + x) * 4);
    }
  }
  bundle(got[0])["image/png"] = encode(shifted);
  return { kind: "shifted picture", stored, got, within: false, key: "image/png", where: /^pixels x \d+ to \d+/ };
}

function otherSize(cells: Cells): Mutation {
  const stored = cell(cells, "cell-6");
  const got = cell(cells, "cell-6");
  const picture = decode(bundle(got[0])["image/png"] as string);
  const wider = new PNG({ width: picture.width + 1, height: picture.height });
  wider.data.fill(255);
  PNG.bitblt(picture, wider, 0, 0, picture.width, picture.height, 0, 0);
  bundle(got[0])["image/png"] = encode(wider);
  return { kind: "picture of another size", stored, got, within: false, key: "image/png" };
}

function droppedOutput(cells: Cells, random: Random): Mutation {
  const id = pick(random, [...cells.keys()]);
  const stored = cell(cells, id);
  const got = cell(cells, id);
  got.splice(integer(random, 0, got.length - 1), 1);
  return { kind: "dropped output", stored, got, within: false, key: "outputs" };
}

function swappedOrder(cells: Cells, random: Random): Mutation {
  const texts = Array.from({ length: integer(random, 2, 5) }, (_, i) => `value ${i} of ${random().toFixed(6)}`);
  const stored = texts.map((text) => display({ "text/plain": text }));
  const got = clone(stored);
  const first = integer(random, 0, texts.length - 2);
  const second = integer(random, first + 1, texts.length - 1);
  [got[first], got[second]] = [got[second] as Output, got[first] as Output];
  const golden = cell(cells, "cell-4");
  const where = new RegExp(`^outputs ${first + 2 + 1}, ${second + 2 + 1}$`);
  return {
    kind: "swapped order",
    stored: [...golden, ...stored],
    got: [...golden, ...got],
    within: false,
    key: "text/plain",
    where,
  };
}

const PLOTLY = "application/vnd.plotly.v1+json";

interface Trace {
  name: string;
  marker: { color: string };
  x: { bdata: string };
  y: { bdata: string };
}

function traces(outputs: readonly Output[]): Trace[] {
  return (bundle(outputs[0])[PLOTLY] as unknown as { data: Trace[] }).data;
}

function traceColour(cells: Cells, random: Random): Mutation {
  const stored = cell(cells, "cell-9");
  const got = cell(cells, "cell-9");
  const index = integer(random, 0, 2);
  const trace = traces(got)[index] as Trace;
  // One hex digit more or less: as a number it could be within a tolerance, as a colour it is not.
  const value = Number.parseInt(trace.marker.color.slice(1), 16) ^ (1 << integer(random, 0, 23));
  trace.marker.color = `#${value.toString(16).padStart(6, "0")}`;
  const where = new RegExp(`^trace ${index + 1} "${trace.name}", marker\\.color$`);
  return { kind: "trace colour", stored, got, within: false, key: PLOTLY, where };
}

function traceNumber(cells: Cells, random: Random, within: boolean): Mutation {
  const stored = cell(cells, "cell-9");
  const got = cell(cells, "cell-9");
  const index = integer(random, 0, 2);
  const trace = traces(got)[index] as Trace;
  const axis = pick(random, ["x", "y"] as const);
  const bytes = Buffer.from(trace[axis].bdata, "base64");
  const at = integer(random, 0, bytes.length / 8 - 1);
  const value = bytes.readDoubleLE(at * 8);
  bytes.writeDoubleLE(value * (1 + (within ? 4e-6 : 1e-3 + random())), at * 8);
  trace[axis].bdata = bytes.toString("base64");
  const where = new RegExp(`^trace ${index + 1} "${trace.name}", ${axis}\\[${at}\\]$`);
  return { kind: "number of a trace", stored, got, within, key: PLOTLY, where };
}

function svgNumber(cells: Cells, random: Random, within: boolean): Mutation {
  const stored = cell(cells, "cell-7");
  const got = cell(cells, "cell-7");
  const svg = bundle(got[0])["image/svg+xml"] as string;
  const paths = [...svg.matchAll(/ d="([^"]+)"/g)].filter((match) => decimals(match[1] as string).length > 0);
  const match = pick(random, paths);
  const start = match.index + ' d="'.length;
  const path = match[1] as string;
  const { text } = changeDecimal(path, random, within);
  bundle(got[0])["image/svg+xml"] = svg.slice(0, start) + text + svg.slice(start + path.length);
  return { kind: "digit in SVG", stored, got, within, key: "image/svg+xml", where: /path/ };
}

function jsonNumber(cells: Cells, random: Random, within: boolean): Mutation {
  const stored = cell(cells, "cell-10");
  const got = cell(cells, "cell-10");
  const data = bundle(got[0])["application/json"] as unknown as JsonObject;
  const value = data["silhouette"] as number;
  data["silhouette"] = value * (1 + (within ? 4e-6 : 1e-3 + random()));
  return { kind: "number in JSON", stored, got, within, key: "application/json", where: /^\$\.silhouette$/ };
}

function renamedKey(cells: Cells, random: Random): Mutation {
  const stored = cell(cells, "cell-10");
  const got = cell(cells, "cell-10");
  const data = bundle(got[0])["application/json"] as unknown as JsonObject;
  const key = pick(random, Object.keys(data));
  data[`${key}_${integer(random, 0, 9)}`] = data[key];
  delete data[key];
  const where = new RegExp(`^\\$\\.${escapeRegExp(key)}$`);
  return { kind: "renamed key in JSON", stored, got, within: false, key: "application/json", where };
}

function errorText(cells: Cells, random: Random): Mutation {
  const stored = cell(cells, "cell-12");
  const got = cell(cells, "cell-12");
  const key = pick(random, ["ename", "evalue"] as const);
  (got[0] as JsonObject)[key] =
    key === "ename" ? "KeyError" : `resolution must be positive, got -0.${integer(random, 6, 9)}`;
  return { kind: "exception", stored, got, within: false, key };
}

/** Every kind of change; those that can be within the tolerance take it as a flag. */
const KINDS: readonly ((cells: Cells, random: Random, within: boolean) => Mutation)[] = [
  printedNumber,
  streamedNumber,
  tableNumber,
  renamedColumn,
  pixel,
  shiftedPicture,
  otherSize,
  droppedOutput,
  swappedOrder,
  traceColour,
  traceNumber,
  svgNumber,
  jsonNumber,
  renamedKey,
  errorText,
];

/** `count` changes, all kinds in turn, half of those that can be are within the tolerance. */
export function* mutations(cells: Cells, random: Random, count: number): Iterable<Mutation> {
  for (let i = 0; i < count; i++) {
    const make = KINDS[i % KINDS.length] as (typeof KINDS)[number];
    yield make(cells, random, random() < 0.5);
  }
}
