import type { Comparer } from "./context.js";

/** A comparer that loads when the first value of its kind comes up: most cells need neither a decoder nor a parser. */
type Loader = () => Promise<Comparer>;

const text: Loader = () => import("./compare-text-value.js").then((m) => m.compareTextValue);
const bytes: Loader = () => import("./compare-bytes.js").then((m) => m.compareBytes);
const json: Loader = () => import("./json/compare-json-value.js").then((m) => m.compareJsonValue);
const html: Loader = () => import("./html/compare-html.js").then((m) => m.compareHtml);
const svg: Loader = () => import("./html/compare-svg.js").then((m) => m.compareSvg);
const plotly: Loader = () => import("./plotly/compare-plotly.js").then((m) => m.comparePlotly);
const picture: Loader = () => import("./picture/compare-picture.js").then((m) => m.comparePicture);

const BY_KEY: ReadonlyMap<string, Loader> = new Map([
  ["stdout", text],
  ["stderr", text],
  ["ename", text],
  ["evalue", text],
  ["text/html", html],
  ["image/svg+xml", svg],
  ["image/png", picture],
  ["image/jpeg", picture],
  ["application/vnd.plotly.v1+json", plotly],
  ["application/javascript", text],
]);

/** What compares values of this key; `structure` false: everything that is text as text, pictures by their characters. */
export function comparerFor(key: string, structure: boolean): Loader {
  const isJson = key === "application/json" || (key.startsWith("application/") && key.endsWith("+json"));
  if (!structure) return isJson ? json : text;
  const known = BY_KEY.get(key);
  if (known !== undefined) return known;
  if (isJson) return json;
  // A stream may have any name; a MIME type has a slash.
  return key.startsWith("text/") || !key.includes("/") ? text : bytes;
}
