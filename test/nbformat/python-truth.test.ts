import { expect, it } from "vitest";
import { JsonFloat } from "../../src/nbformat/index.js";
import { isPythonTrue } from "../../src/nbformat/python-truth.js";

it.each([undefined, null, false, 0, -0, 0n, "", [], {}, new Map(), new JsonFloat(0), new JsonFloat(-0)])(
  "takes %o for false, as Python does",
  (value) => expect(isPythonTrue(value)).toBe(false),
);

it.each([
  true,
  1,
  -1,
  1n,
  Number.NaN,
  "0",
  " ",
  [0],
  [[]],
  { a: 0 },
  new Map([[0, 0]]),
  new JsonFloat(1),
  new JsonFloat(Number.NaN),
])("takes %o for true, as Python does", (value) => expect(isPythonTrue(value)).toBe(true));
