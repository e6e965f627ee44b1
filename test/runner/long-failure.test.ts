import { expect, it } from "vitest";
import { type CodeCell, type JsonObject, type Notebook, writeNotebook } from "../../src/nbformat/index.js";
import { largeAt } from "../../src/nbformat/large/large-members.js";
import { readJsonBytes } from "../../src/nbformat/large/read-json-bytes.js";
import { faultOf } from "../../src/runner/batch/run-outcome.js";
import { failurePieces, failureText, messagePieces, NotebookExecutionError } from "../../src/runner/errors.js";
import { findFailure } from "../../src/runner/find-failure.js";
import { outputFrom } from "../../src/runner/output-message.js";
import { toSecrets } from "../../src/runner/secrets/index.js";
import { withoutColors } from "../../src/runner/strip-colors.js";
import { makeNotebook } from "./make-notebook.js";

const CONTENT = {
  ename: "ValueError",
  evalue: "hunter22 → ".repeat(5_000),
  traceback: ["\x1b[31mfirst\x1b[0m", "\x1b[1;32mlong\x1b[0m ".repeat(3_000), "a\nb", "end"],
};

/** A notebook whose cell failed so; long texts are kept as bytes, or nothing is. */
function failed(content: object, keepLarge: boolean): Notebook {
  const read = readJsonBytes(new TextEncoder().encode(JSON.stringify(content)), { keepLarge }) as JsonObject;
  const notebook = makeNotebook("python3", ["raise"]);
  (notebook.cells[0] as CodeCell).outputs = [outputFrom("error", read)!];
  return notebook;
}

function errorOf(notebook: Notebook): NotebookExecutionError {
  return new NotebookExecutionError(findFailure(notebook)!, "in.ipynb", "out.ipynb");
}

/** True as long as nobody has made strings of the error's texts. */
function isKept({ failure }: NotebookExecutionError): boolean {
  return ["evalue", "traceback"].every((key) => largeAt(failure as unknown as JsonObject, key) !== undefined);
}

it("a failure with long texts is what it is with short ones, but they are only read when they are asked for", () => {
  const [kept, plain] = [true, false].map((keepLarge) => failed(CONTENT, keepLarge)) as [Notebook, Notebook];
  const [error, expected] = [errorOf(kept), errorOf(plain)];
  expect([...messagePieces(error)].join("")).toBe(expected.message);
  expect([...failurePieces(error.failure)].join("")).toBe(failureText(expected.failure));
  expect(failureText(expected.failure)).toContain("\nfirst\nlong long ");
  expect(writeNotebook(kept).replace(/"id": "\w+"/, "")).toBe(writeNotebook(plain).replace(/"id": "\w+"/, ""));
  expect(isKept(error)).toBe(true);
  expect(isKept(expected)).toBe(false);
  expect(error.message).toBe(expected.message);
  expect({ ...error.details }).toEqual(expected.details);
  expect({ ...error.failure }).toEqual({ ...expected.failure });
});

it("a failure with long texts is masked, and what holds no secret still is not read", () => {
  const secrets = toSecrets({ token: "hunter22" })!;
  const error = secrets.error(errorOf(failed(CONTENT, true))) as NotebookExecutionError;
  const texts = [error.message, error.details.what, error.stack, ...messagePieces(error), error.failure.evalue];
  expect(texts.filter((text) => text?.includes("hunter22"))).toEqual([]);
  expect(error.message).toContain("ValueError: *** → *** → ");

  const other = toSecrets({ token: "another" })!;
  const clean = other.error(errorOf(failed(CONTENT, true))) as NotebookExecutionError;
  expect(isKept(clean)).toBe(true);
  expect(clean.message).toBe(errorOf(failed(CONTENT, false)).message);
});

it("the rows of a batch have the beginning of a long message, and nobody reads the rest", () => {
  const error = errorOf(failed(CONTENT, true));
  const { message, status, failedCell } = faultOf(error);
  expect([status, failedCell]).toEqual(["failed", 1]);
  expect(message).toMatch(
    /^in\.ipynb: cell 1, In \[ \]: ValueError: hunter22 → hunter22 .* \(the notebook has all of it\)$/,
  );
  expect(message.length).toBeLessThan(10_100);
  expect(isKept(error)).toBe(true);

  const short = errorOf(failed({ ...CONTENT, evalue: "x".repeat(9_000) }, false));
  expect(faultOf(short).message).toBe(short.message);
  const faces = errorOf(failed({ ...CONTENT, evalue: "\u{1f600}".repeat(9_000) }, false));
  const odd = errorOf(failed({ ...CONTENT, evalue: `x${"\u{1f600}".repeat(9_000)}` }, false));
  for (const each of [faces, odd]) expect(faultOf(each).message).not.toMatch(/\p{Cs}/u);
});

it("errors with odd fields are read as they always were", () => {
  const long = "x".repeat(20_000);
  for (const content of [{ evalue: [long], traceback: long }, { ename: null, traceback: [long, 1] }, { traceback: {} }])
    expect(outputFrom("error", failedContent(content))).toEqual(
      outputFrom("error", JSON.parse(JSON.stringify(content)) as JsonObject),
    );
});

function failedContent(content: object): JsonObject {
  return readJsonBytes(new TextEncoder().encode(JSON.stringify(content)), { keepLarge: true }) as JsonObject;
}

it("colours are taken out of a text wherever it is cut", () => {
  const text = "\x1b[31mred\x1b[0m \x1b[ no \x1b";
  for (let cut = 0; cut <= text.length; cut++)
    expect([...withoutColors([text.slice(0, cut), text.slice(cut)])].join("")).toBe("red \x1b[ no \x1b");
});
