import fc from "fast-check";

const line = fc
  .array(fc.constantFrom("a", "é", "😀", " ", "\t", '"', "\\", "#", "\u2028", "x = 1"), { maxLength: 5 })
  .map((parts) => parts.join(""));
/** A text as such files hold it: whole, as lines with their ends, or as lines without. */
const text = fc.oneof(
  fc.array(line, { maxLength: 4 }).map((lines) => lines.join("\n")),
  fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.map((one) => `${one}\n`)),
  fc.array(line, { maxLength: 4 }),
);
const wholeText = fc.array(line, { maxLength: 4 }).map((lines) => lines.join("\n"));
const count = fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined });
const metadata = fc.dictionary(
  fc.constantFrom("a", "name", "trusted", "slideshow"),
  fc.constantFrom("v", 1, 1.5, null),
);

const rich = {
  text,
  html: text,
  svg: text,
  latex: text,
  javascript: text,
  png: fc.constant("iVBORw0KGgo=\n"),
  jpeg: fc.constant("/9j/4AAQ"),
  json: fc.constantFrom('{"b": 1.0, "a": [1e5, null]}', "[]", '"text"'),
};
const displayed = { output_type: fc.constant("display_data"), ...rich };
const output = (version: number): fc.Arbitrary<object> =>
  fc.oneof(
    fc.record({ output_type: fc.constant("pyout"), prompt_number: count, ...rich }, { requiredKeys: ["output_type"] }),
    version === 3
      ? fc.record(
          { ...displayed, metadata: fc.constantFrom({}, { png: { width: 1 } }) },
          { requiredKeys: ["output_type"] },
        )
      : fc.record(displayed, { requiredKeys: ["output_type"] }),
    fc.record(
      { output_type: fc.constant("stream"), stream: fc.constantFrom("stdout", "stderr"), text },
      { requiredKeys: ["output_type", "text"] },
    ),
    fc.record({
      output_type: fc.constant("pyerr"),
      ename: line,
      evalue: line,
      traceback: fc.array(line, { maxLength: 2 }),
    }),
  );

const codeCell = (version: number): fc.Arbitrary<object> =>
  fc.record(
    {
      cell_type: fc.constant("code"),
      collapsed: fc.boolean(),
      input: text,
      language: fc.constant("python"),
      metadata,
      outputs: fc.array(output(version), { maxLength: 3 }),
      prompt_number: count,
    },
    { requiredKeys: ["cell_type", "input", "outputs"] },
  );
const textCell = (version: number): fc.Arbitrary<object> =>
  fc.record(
    {
      cell_type: fc.constantFrom(...(version === 3 ? ["markdown", "html", "heading", "raw"] : ["markdown", "html"])),
      source: text,
      metadata,
      level: fc.integer({ min: 1, max: 6 }),
      rendered: text,
    },
    { requiredKeys: ["cell_type", "source"] },
  );

/** The JSON text of a random notebook of an old format. */
export function oldNotebookText(version: number): fc.Arbitrary<string> {
  if (version === 1) {
    const cell = fc.oneof(
      fc.record({ cell_type: fc.constant("code"), code: wholeText, prompt_number: count }),
      fc.record({ cell_type: fc.constant("text"), text: wholeText }),
    );
    return fc.record({ cells: fc.array(cell, { maxLength: 5 }) }).map((notebook) => JSON.stringify(notebook));
  }
  const cells = fc.array(fc.oneof(codeCell(version), textCell(version)), { maxLength: 4 });
  return fc
    .record({
      metadata: fc.dictionary(fc.constantFrom("name", "signature", "own"), fc.constant("v")),
      worksheets: fc.array(fc.record({ cells }), { maxLength: 2 }),
    })
    .map((notebook) =>
      JSON.stringify({ ...notebook, nbformat: version, ...(version === 3 ? { nbformat_minor: 0 } : {}) }),
    );
}
