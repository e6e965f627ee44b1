import type { Document, ParsedNode } from "yaml";

type YamlDocument = Document.Parsed<ParsedNode>;

/** What keeps a text from being one document of parameters, and where. */
export interface DocumentFault {
  readonly offset: number;
  readonly got: string;
}

/**
 * The one document of the text, or what PyYAML refuses in it that the package lets pass: an end (`...`) of nothing,
 * directives without a document or of another version. Further ends after a document are none of their own.
 */
export function onlyDocument(
  text: string,
  documents: readonly YamlDocument[],
): YamlDocument | DocumentFault | undefined {
  let end = 0;
  const real: YamlDocument[] = [];
  for (const document of documents) {
    const { docStart, docEnd } = document.directives;
    const fault = docStart === true ? directiveFault(text, end, document.range[0]) : undefined;
    if (fault !== undefined) return fault;
    if (docStart === true || docEnd !== true || !isNothing(document)) real.push(document);
    else if (real.length === 0) return { offset: document.range[0], got: "the end of a document that has not begun" };
    end = document.range[2];
  }
  const [first, second] = real;
  if (second !== undefined) return { offset: second.range[0], got: `${real.length} documents` };
  const loose = /^%/m.exec(text.slice(end));
  return loose === null ? first : { offset: end + loose.index, got: "a directive without a document" };
}

/** True for a document without an error that consists of its end only. */
function isNothing({ contents, errors }: YamlDocument): boolean {
  if (errors.length > 0 || contents === null || contents.range[0] !== contents.range[1]) return false;
  return contents.tag === undefined && !("anchor" in contents && contents.anchor !== undefined);
}

function directiveFault(text: string, from: number, to: number): DocumentFault | undefined {
  const versions = [...text.slice(from, to).matchAll(/^%YAML[ \t]+(\d+)\.\d*/gm)];
  const wrong = versions.find(([, major], index) => Number(major) !== 1 || index > 0);
  return wrong === undefined ? undefined : { offset: from + wrong.index, got: `the directive ${wrong[0]}` };
}
