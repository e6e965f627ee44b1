import { JsonFloat, type Output } from "../../../src/nbformat/index.js";
import { display, failure, png, result, stream } from "./outputs.js";

/** Two lists of outputs for the differential test; `kind` is the name of an intended difference if the verdicts differ. */
export interface OutputPair {
  readonly kind: string;
  readonly stored: Output[];
  readonly got: Output[];
}

const pair = (kind: string, stored: Output[], got: Output[]): OutputPair => ({ kind, stored, got });
const text = (value: string): Output => display({ "text/plain": value });
const html = (value: string): Output => display({ "text/html": value });
const svg = (value: string): Output => display({ "image/svg+xml": value });
const json = (value: unknown): Output => display({ "application/json": value });
const PLOTLY = "application/vnd.plotly.v1+json";
const plain = (r: number) => (): readonly [number, number, number, number] => [r, 0, 0, 255];
const wrapped = (base64: string): string => base64.replace(/.{76}/g, "$&\n");
const f8 = (...values: number[]): unknown => ({
  dtype: "f8",
  bdata: Buffer.from(new Float64Array(values).buffer).toString("base64"),
});

/** Pairs on which both tools must agree under every rule. */
export const AGREED: readonly OutputPair[] = [
  pair("no outputs", [], []),
  pair("first output", [], [text("1")]),
  pair("all outputs gone", [text("1")], []),
  pair("equal text", [text("a\nb")], [text("a\nb")]),
  pair("other text", [text("a\nb")], [text("a\nc")]),
  pair("other blanks", [text("a  b")], [text("a b")]),
  pair("final newline", [text("a")], [text("a\n")]),
  pair("case", [text("Value")], [text("value")]),
  pair("digits in a name", [text("PC1")], [text("PC2")]),
  pair("a hash", [text("id 3a4f91")], [text("id 3a4f92")]),
  pair("a version", [text("1.2.3")], [text("1.2.4")]),
  pair("display_data for execute_result", [display({ "text/plain": "1" })], [result({ "text/plain": "1" }, 7)]),
  pair("execution counts", [result({ "text/plain": "1" }, 3)], [result({ "text/plain": "1" }, 9)]),
  pair("output metadata", [{ ...text("1"), metadata: { width: 3 } }], [text("1")]),
  pair("stream chunks", [stream("stdout", "a\nb\n")], [stream("stdout", "a\n"), stream("stdout", "b\n")]),
  pair(
    "interleaved streams",
    [stream("stdout", "a\n"), stream("stderr", "x\n"), stream("stdout", "b\n")],
    [stream("stdout", "a\nb\n"), stream("stderr", "x\n")],
  ),
  pair(
    "streams in another order",
    [stream("stdout", "a"), stream("stderr", "b")],
    [stream("stderr", "b"), stream("stdout", "a")],
  ),
  pair("stdout for stderr", [stream("stdout", "a")], [stream("stderr", "a")]),
  pair("a stream of another name", [stream("log", "a")], [stream("log", "b")]),
  pair("an overwritten line", [stream("stdout", "10%\r50%\r100%\n")], [stream("stdout", "100%\n")]),
  pair(
    "an overwritten line in chunks",
    [stream("stdout", "10%\r"), stream("stdout", "100%\n")],
    [stream("stdout", "100%\n")],
  ),
  pair("a carriage return before a newline", [stream("stdout", "a\r\n")], [stream("stdout", "a\n")]),
  pair("a carriage return at the end", [stream("stdout", "a\r")], [stream("stdout", "a")]),
  pair("two carriage returns", [stream("stdout", "a\r\rb")], [stream("stdout", "b")]),
  pair("keys in another order", [text("1"), stream("stdout", "x")], [stream("stdout", "x"), text("1")]),
  pair("equal keys in another order", [text("1"), text("2")], [text("2"), text("1")]),
  pair("one more of a key", [text("1")], [text("1"), text("1")]),
  pair("another representation", [display({ "text/plain": "1", "text/html": "<b>1</b>" })], [text("1")]),
  pair(
    "a representation in another output",
    [display({ "text/plain": "1", "text/latex": "1" })],
    [text("1"), display({ "text/latex": "1" })],
  ),
  pair("other LaTeX", [display({ "text/latex": "$x$" })], [display({ "text/latex": "$y$" })]),
  pair("other Markdown", [display({ "text/markdown": "# a" })], [display({ "text/markdown": "# b" })]),
  pair(
    "other JavaScript",
    [display({ "application/javascript": "f(1)" })],
    [display({ "application/javascript": "f(2)" })],
  ),
  pair(
    "widget ids",
    [display({ "application/vnd.jupyter.widget-view+json": { model_id: "a" } })],
    [display({ "application/vnd.jupyter.widget-view+json": { model_id: "b" } })],
  ),
  pair(
    "a widget that is gone",
    [display({ "application/vnd.jupyter.widget-view+json": {}, "text/plain": "w" })],
    [text("w")],
  ),
  pair("the same exception", [failure("E", "x", ["line 1"])], [failure("E", "x", ["line 2"])]),
  pair("another exception", [failure("E", "x")], [failure("F", "x")]),
  pair("another message of an exception", [failure("E", "x")], [failure("E", "y")]),
  pair("an exception that is gone", [failure("E", "x")], []),
  pair("an exception after text", [text("1"), failure("E", "x")], [failure("E", "x"), text("1")]),
  pair("equal HTML", [html("<b>1</b>")], [html("<b>1</b>")]),
  pair("other HTML", [html("<b>1</b>")], [html("<b>2</b>")]),
  pair("another tag", [html("<b>1</b>")], [html("<i>1</i>")]),
  pair("another attribute", [html('<p class="a">1</p>')], [html('<p class="b">1</p>')]),
  pair("blanks between words in HTML", [html("<b>a</b> <i>b</i>")], [html("<b>a</b><i>b</i>")]),
  pair("another SVG", [svg('<svg><path d="M 1 2"/></svg>')], [svg('<svg><path d="M 1 3"/></svg>')]),
  pair("JSON keys in another order", [json({ a: 1, b: 2 })], [json({ b: 2, a: 1 })]),
  pair("JSON lists in another order", [json([1, 2])], [json([2, 1])]),
  pair("a deeper JSON value", [json({ a: [{ b: "x" }] })], [json({ a: [{ b: "y" }] })]),
  pair("a JSON key that is gone", [json({ a: 1, b: 2 })], [json({ a: 1 })]),
  pair("1 and 1.0 in JSON", [json({ a: 1 })], [json({ a: new JsonFloat(1) })]),
  pair("null and 0 in JSON", [json({ a: null })], [json({ a: 0 })]),
  pair("large whole numbers in JSON", [json([2n ** 70n])], [json([2n ** 71n])]),
  pair(
    "a Plotly figure",
    [display({ [PLOTLY]: { data: [{ y: [1, 2] }] } })],
    [display({ [PLOTLY]: { data: [{ y: [1, 3] }] } })],
  ),
  pair("unknown text", [display({ "application/x-thing": "{1}" })], [display({ "application/x-thing": "{2}" })]),
  pair("unknown bytes", [display({ "application/pdf": "AAAA" })], [display({ "application/pdf": "AAAB" })]),
  pair(
    "an equal picture",
    [display({ "image/png": png(4, 4, plain(9)) })],
    [display({ "image/png": png(4, 4, plain(9)) })],
  ),
  pair(
    "equal pixels in other bytes",
    [display({ "image/png": png(40, 40, plain(9)) })],
    [display({ "image/png": png(40, 40, plain(9), { deflateLevel: 0 }) })],
  ),
  // Python's reader makes one object of all NaN tokens, and lists and dicts compare by identity first.
  pair("NaN in JSON", [json({ a: Number.NaN })], [json({ a: Number.NaN })]),
  pair("Unicode", [text("µ ± é 🧬")], [text("µ ± é 🧬")]),
  pair("Unicode that looks equal", [text("é")], [text("e\u0301")]),
];

/** Pairs on which cellmill differs under its default rules, and on purpose. */
export const INTENDED: readonly OutputPair[] = [
  pair("numbers within the tolerance", [text("pi 3.14159265358979")], [text("pi 3.14159265358978")]),
  pair("numbers in other digits", [text("1.0")], [text("1.00")]),
  pair("padding of changed numbers", [text("a  1.0\nb 10.0")], [text("a   1.0\nb 10.00")]),
  pair("colours and other escapes", [stream("stdout", "\x1b[31mred\x1b[0m")], [stream("stdout", "red")]),
  pair("order of attributes", [html('<p id="a" class="b">1</p>')], [html('<p class="b" id="a">1</p>')]),
  pair("comments and white space in HTML", [html("<p>1</p>")], [html("<!-- x -->\n<p>\n 1\n</p>\n")]),
  pair(
    "ids and metadata of SVG",
    [svg('<svg><g id="p1a"/><use href="#p1a"/></svg>')],
    [svg('<svg><g id="p2b"/><use href="#p2b"/></svg>')],
  ),
  pair("pixels", [display({ "image/png": png(4, 4, plain(0)) })], [display({ "image/png": png(4, 4, plain(200)) })]),
  pair("pixels", [display({ "image/png": png(2, 2, plain(9)), "text/plain": "Figure" })], [text("Figure")]),
  pair(
    "typed arrays and lists in Plotly",
    [display({ [PLOTLY]: { data: [{ y: [1, 2] }] } })],
    [display({ [PLOTLY]: { data: [{ y: f8(1, 2) }] } })],
  ),
  pair(
    "random ids of Plotly traces",
    [display({ [PLOTLY]: { data: [{ uid: "a" }] } })],
    [display({ [PLOTLY]: { data: [{ uid: "b" }] } })],
  ),
  pair(
    "wrapped base64",
    [display({ "application/pdf": "A".repeat(160) })],
    [display({ "application/pdf": wrapped("A".repeat(160)) })],
  ),
];

/** Pairs on which the verdicts differ even under nbval's rules. */
export const ALWAYS_INTENDED: readonly OutputPair[] = [
  pair("backspaces", [stream("stdout", "ab\bc\n")], [stream("stdout", "ac\n")]),
  pair("true and 1 in JSON", [json({ a: true })], [json({ a: 1 })]),
];
