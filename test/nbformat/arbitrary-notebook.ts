import fc from "fast-check";

/** Numbers as a JSON file may spell them, odd ones included. */
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    ..."0,-0,0.0,-0.0,1.0,1E5,1e5,1e16,1e15,123456789012345678,9007199254740993,1e-4,1e-5,0.00001234,1e22".split(","),
    ..."1e21,1.5e300,5e-324,1e400,-1e400,NaN,Infinity,-Infinity,2.5E-10,100000000000000000000,0.1,3.0e0".split(","),
  ),
);

const text = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        ...'\n,\r,\r\n,\v,\f,\x1c,\x1d,\x1e,\x1f,\x85,\u2028,\u2029,\t,\b,\x7f,/,\\,",é,😀,\ue000,\uffff,a,b, '.split(
          ",",
        ),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
);

const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("a", "b", "B", "_", "zeta", "é") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("__proto__", "constructor", "10", "9", "😀", "\ue000", "\uffff", "", "toString"),
  },
  { weight: 1, arbitrary: text },
);

const quoted = text.map((value) => JSON.stringify(value));
const object = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(key, value), { maxLength: 4 })
    .map((pairs) => `{${pairs.map(([name, item]) => `${JSON.stringify(name)}: ${item}`).join(", ")}}`);

/** JSON text of any value. */
const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    number,
    quoted,
    fc.constantFrom("true", "false", "null", "[]", "{}"),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
    object(tie("value")),
  ),
})).value;

const lines = fc.oneof(
  quoted,
  fc.array(quoted, { maxLength: 4 }).map((items) => `[${items.join(",\n ")}]`),
);
const bundle = fc
  .array(
    fc.oneof(
      fc.tuple(
        fc.constantFrom("text/plain", "text/html", "image/svg+xml", "application/javascript", "image/png"),
        lines,
      ),
      fc.tuple(fc.constantFrom("application/json", "application/vnd.x+json", "application/geo+json"), value),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => `{${pairs.map(([mime, item]) => `"${mime}": ${item}`).join(", ")}}`);

const output = fc.oneof(
  fc
    .tuple(fc.constantFrom("stdout", "stderr"), lines)
    .map(([name, content]) => `{"output_type": "stream", "name": "${name}", "text": ${content}}`),
  fc
    .tuple(bundle, object(value))
    .map(([data, meta]) => `{"output_type": "display_data", "data": ${data}, "metadata": ${meta}}`),
  fc
    .tuple(bundle, fc.nat(9))
    .map(([data, n]) => `{"output_type": "execute_result", "data": ${data}, "metadata": {}, "execution_count": ${n}}`),
  fc
    .tuple(quoted, fc.array(quoted, { maxLength: 3 }))
    .map(
      ([name, trace]) =>
        `{"traceback": [${trace.join(",")}], "output_type": "error", "ename": ${name}, "evalue": ${name}}`,
    ),
);

const cell = fc.oneof(
  fc
    .tuple(lines, fc.array(output, { maxLength: 3 }), object(value), fc.constantFrom("null", "0", "7"))
    .map(
      ([source, outputs, meta, count]) =>
        `"cell_type": "code", "source": ${source}, "outputs": [${outputs.join(",")}], "metadata": ${meta}, "execution_count": ${count}`,
    ),
  fc
    .tuple(fc.constantFrom("markdown", "raw"), lines, object(value))
    .map(([type, source, meta]) => `"cell_type": "${type}", "metadata": ${meta}, "source": ${source}`),
  fc
    .tuple(lines, bundle)
    .map(
      ([source, data]) =>
        `"cell_type": "markdown", "metadata": {"trusted": true}, "source": ${source}, "attachments": {"é.png": ${data}}`,
    ),
);

/** The JSON text of a notebook of format 4.5, spelled in ways that Python's writer would not choose. */
export const notebookText: fc.Arbitrary<string> = fc
  .tuple(fc.array(cell, { maxLength: 4 }), object(value))
  .map(
    ([cells, metadata]) =>
      `{"nbformat": 4, "nbformat_minor": 5, "metadata": ${metadata}, "cells": [${cells
        .map((body, index) => `{${body}, "id": "cell-${index}"}`)
        .join(", ")}]}`,
  );
