import fc from "fast-check";

/** Mostly the first, now and then one of the others: JSON texts. */
const mostly = (good: fc.Arbitrary<string>, ...odd: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const anything = ["null", "true", "0", "1", "1.0", "-1", '""', '"x"', "[]", '["a"]', "[1]", "{}", '{"a": 1}', "NaN"];

const characters = fc.constantFrom(
  ...'a,b, ,\n,\r\n,\r,\u2028,\x85,\x1c,\t,é,😀,\ud800,\udc00,\ue000,\uffff,\x7f,\x00,\\,",</script>'.split(","),
);
const text = fc.oneof(
  { weight: 20, arbitrary: fc.array(characters, { maxLength: 8 }).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.constantFrom("x".repeat(70_000), "y\n".repeat(5_000), "\u2028".repeat(300)) },
);
const quoted = text.map((value) => JSON.stringify(value));
const lines = fc.oneof(
  quoted,
  fc.array(quoted, { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
);
const maybeLines = mostly(lines, ...anything);

const number = fc.constantFrom(
  ..."0,-0,-0.0,0.0,1.0,1e16,1E16,123456789012345678901234567890,-9007199254740993,1e-7,5e-324,1e400,-1e400,NaN".split(
    ",",
  ),
  ..."-Infinity,Infinity,2.5,1e22,1e21,0.1,9007199254740992.0,9007199254740992".split(","),
);
const key = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "10",
    "9",
    "-1",
    "",
    "a",
    "é",
    "\ue000",
    "😀",
    "\ud800",
    "\udfff",
  ),
  text,
);
const deep = fc
  .tuple(fc.integer({ min: 50, max: 250 }), fc.boolean())
  .map(([depth, list]) =>
    list ? "[".repeat(depth) + "]".repeat(depth) : `${'{"a": '.repeat(depth)}1${"}".repeat(depth)}`,
  );
const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: number },
    { weight: 4, arbitrary: quoted },
    { weight: 2, arbitrary: fc.constantFrom(...anything) },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`) },
    {
      weight: 3,
      // Keys may come twice: the last wins.
      arbitrary: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map(object),
    },
    { weight: 1, arbitrary: deep },
  ),
})).value;

function object(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, item]) => `${JSON.stringify(name)}: ${item}`).join(", ")}}`;
}

/** An object of some of the fields, each with a text of its own. */
function some(fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<[string, string][]> {
  return fc.record(fields, { requiredKeys: [] }).map((record) => Object.entries(record) as [string, string][]);
}

/** All of the fields in any order; now and then without one, or with one that does not belong there. */
function whole(fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const names = Object.keys(fields);
  return fc
    .tuple(
      fc.record(fields),
      fc.shuffledSubarray(names, { minLength: names.length }),
      fc.oneof({ weight: 60, arbitrary: fc.constant("") }, { weight: 1, arbitrary: fc.constantFrom(...names) }),
      fc.oneof({ weight: 60, arbitrary: fc.constant("") }, { weight: 1, arbitrary: key }),
    )
    .map(([record, order, left, extra]) => {
      const pairs = order.filter((name) => name !== left).map((name) => [name, record[name] as string] as const);
      return object(extra === "" ? pairs : [...pairs, [extra, "1"]]);
    });
}

const open = some({ [fc.sample(key, { numRuns: 1, seed: 1 })[0]!]: value, __proto__x: value, "10": value, own: value });
const withMore = (pairs: fc.Arbitrary<[string, string][]>): fc.Arbitrary<string> =>
  fc
    .tuple(pairs, open, fc.array(fc.tuple(key, value), { maxLength: 1 }))
    .map(([a, b, c]) => object([...a, ...b, ...c]));

const bundle = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(
          fc.constantFrom("text/plain", "text/html", "image/svg+xml", "image/png", "text/"),
          maybeLines,
        ),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constantFrom("application/json", "application/vnd.x+json", "application/+json"), value),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.constantFrom("application/jsonx", "text/x+json", "APPLICATION/JSON", "", "__proto__"),
          maybeLines,
        ),
      },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom("application/a\nb+json", "application/json\n"), maybeLines) },
    ),
    { maxLength: 3 },
  )
  .map(object);
const count = mostly(fc.constantFrom("null", "0", "7", "12345678901234567890"), ...anything);
const output = mostly(
  fc.oneof(
    whole({ output_type: fc.constant('"stream"'), name: fc.constantFrom('"stdout"', '"x"'), text: maybeLines }),
    whole({ output_type: fc.constant('"display_data"'), data: mostly(bundle, ...anything), metadata: withMore(open) }),
    whole({
      output_type: fc.constant('"execute_result"'),
      data: bundle,
      metadata: mostly(withMore(open), ...anything),
      execution_count: count,
    }),
    whole({
      output_type: fc.constant('"error"'),
      ename: mostly(quoted, ...anything),
      evalue: mostly(quoted, ...anything),
      traceback: mostly(
        fc.array(quoted, { maxLength: 2 }).map((items) => `[${items.join(",")}]`),
        ...anything,
      ),
    }),
  ),
  ...anything,
  '{"output_type": "pyout"}',
  '{"output_type": "from-the-future", "metadata": {}}',
  '{"output_type": "from-the-future", "x": 1}',
  '{"output_type": 3, "metadata": {}}',
);

const flag = mostly(fc.constantFrom("true", "false"), ...anything);
const cellMetadata = {
  name: mostly(fc.constantFrom('"n"', '"a b"'), ...anything, '"a\\nb"', '"\\n"', '"\\r"', '"\\u2028"', '"a\\n"'),
  tags: mostly(
    fc.constantFrom("[]", '["a"]', '["a", "b"]'),
    ...anything,
    '["a", "a"]',
    '["a,b"]',
    '[""]',
    '["\\n"]',
    '["a\\n,"]',
  ),
  jupyter: mostly(
    fc.constantFrom('{"source_hidden": true}', "{}", '{"outputs_hidden": false, "x": 1}'),
    ...anything,
    '{"source_hidden": 1}',
    '{"outputs_hidden": "x"}',
  ),
  execution: mostly(fc.constantFrom("{}", '{"iopub.status.busy": "t"}', '{"more": "t"}'), ...anything, '{"a\\nb": 1}'),
  collapsed: flag,
  scrolled: mostly(fc.constantFrom("true", "false", '"auto"'), ...anything, "0.0"),
  trusted: fc.constant("true"),
  format: mostly(fc.constantFrom('"text/html"', '""'), ...anything),
};
const metadata = mostly(withMore(some(cellMetadata)), ...anything);
const source = mostly(lines, ...anything);
const attachments = mostly(
  fc.array(fc.tuple(fc.oneof(fc.constant("a.png"), key), bundle), { maxLength: 2 }).map(object),
  ...anything,
  '{"a": 1}',
);
const id = (index: number): fc.Arbitrary<string> =>
  mostly(
    fc.constant(`"id-${index}"`),
    '"id-0"',
    '"a b"',
    '""',
    '"a\\n"',
    "1",
    "null",
    `"${"a".repeat(65)}"`,
    `"${"a".repeat(64)}"`,
  );

function cell(index: number, withId: boolean): fc.Arbitrary<string> {
  const ids = withId ? { id: id(index) } : {};
  const code = {
    cell_type: fc.constant('"code"'),
    execution_count: count,
    metadata,
    outputs: mostly(list(output), ...anything),
    source,
  };
  const other = { metadata, source };
  return mostly(
    fc.oneof(
      whole({ ...code, ...ids }),
      whole({ ...other, cell_type: fc.constantFrom('"markdown"', '"raw"'), ...ids }),
      whole({ ...other, cell_type: fc.constantFrom('"markdown"', '"raw"'), attachments, ...ids }),
    ),
    ...anything,
    '{"cell_type": "heading", "metadata": {}, "source": ""}',
    '{"cell_type": "sql", "metadata": {"tags": ["a", "a"]}, "source": "x"}',
    '{"cell_type": "sql", "metadata": {}, "source": "x", "id": "sql"}',
    '{"cell_type": 1, "metadata": {}, "source": "x", "id": "one"}',
    '{"metadata": {}, "source": "x"}',
  );
}

function list(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(", ")}]`);
}

const notebookMetadata = {
  kernelspec: mostly(
    fc.constant('{"name": "k", "display_name": "K", "x": 1}'),
    ...anything,
    '{"name": "k"}',
    '{"name": 1, "display_name": ""}',
  ),
  language_info: mostly(
    fc.constantFrom('{"name": "r"}', '{"name": "p", "codemirror_mode": {"name": "x"}, "mimetype": "t"}'),
    ...anything,
    '{"name": "p", "codemirror_mode": 1}',
    '{"name": "p", "file_extension": null}',
  ),
  title: mostly(quoted, ...anything),
  authors: mostly(fc.constantFrom('[{"name": "x"}]', "[]", '[1, {"name": 2}]'), ...anything),
  orig_nbformat: mostly(fc.constantFrom("1", "3", "4"), ...anything),
  orig_nbformat_minor: fc.constantFrom("2", '"x"'),
  signature: fc.constant('"hash"'),
};

/** The JSON text of a notebook of format 4.0 to 4.99 with anything that such a file may hold, some of it wrong. */
export const oddNotebookText: fc.Arbitrary<string> = fc
  .constantFrom(0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 99)
  .chain((minor) =>
    fc.tuple(
      whole({
        nbformat: fc.constant("4"),
        nbformat_minor: mostly(fc.constant(String(minor)), "5.0", '"5"', "-1", "null"),
        metadata: mostly(withMore(some(notebookMetadata)), ...anything),
        cells: fc.tuple(...[0, 1, 2].map((index) => cell(index, minor >= 5))).map((cells) => `[${cells.join(",\n")}]`),
      }),
      fc.constantFrom("\n", "\r\n", " ", "\t"),
    ),
  )
  // Line ends of a text file lie between the tokens: inside of strings they are escapes.
  .map(([body, space]) => body.replaceAll("\n", space));
