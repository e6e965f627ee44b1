import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CodeCell } from "../../src/nbformat/index.js";
import { executeNotebook, findTranslator } from "../../src/runner/index.js";
import { toParameterValue } from "../../src/runner/parameters/value.js";
import { codifyParameters } from "../../src/runner/translators/codify.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";

const DENO = fileURLToPath(new URL("../../.oracle/kernels/node_modules/.bin/deno", import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-safety-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts of code in one of the languages, ends of texts and comments, escapes: what an attack is made of. */
const PARTS = [
  ..."\"'`\\$(){}[];#\n\r\t\u0003\u0004\u0015\u2028\u2029\u0085é😀 =ax0,:",
  '";system("touch PWNED");"',
  "');__import__('os').system('touch PWNED');('",
  "$(touch PWNED)",
  "`touch PWNED`",
  "\u0003touch PWNED\n#",
  `$${"{require('fs').writeFileSync('PWNED','')}"}`,
  '");Deno.writeTextFileSync("PWNED","");("',
  "'; touch PWNED; '",
  '"""',
  "\\",
  "*/",
  "\\u0022",
  "\\x27",
  "!!",
  "$'\\x27",
  "%s",
  "\n# Parameters\n",
];
const attack = fc.array(fc.constantFrom(...PARTS), { maxLength: 10 }).map((parts) => parts.join(""));
const VALUES = fc.sample(attack, { numRuns: 400, seed: 21 });
const NAMES = [
  ...fc.sample(fc.oneof(attack, fc.string({ unit: "grapheme", maxLength: 6 })), { numRuns: 400, seed: 22 }),
  ..."if else for while class def function return lambda let var const new this null None True TRUE NULL NA in is not".split(
    " ",
  ),
  ..."import from async await yield static enum eval arguments __debug__ ... ..1 .x _x x_ é ß x́ 变量 x.y x-y x$y $x x! a=1;b".split(
    " ",
  ),
  ..."PROMPT_COMMAND PS1 PS4 UID declare then fi done end repeat break next T F i\u200dj \u212a ⅷ".split(" "),
];

/** The cell for many texts, each under a name of its own. */
function cellFor(kernel: string, language: string, values: readonly string[]): string {
  const parameters = new Map(values.map((value, index) => [`v${index}`, toParameterValue(value, "v")]));
  return codifyParameters(parameters, findTranslator(kernel, language));
}

function namesFor(kernel: string, language: string): string[] {
  const translator = findTranslator(kernel, language);
  return [...new Set(NAMES)].filter((name) => translator.isName(name));
}

/** Runs a script in the folder; what it prints. */
function run(command: string, args: readonly string[], script: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, script);
  return execFileSync(command, [...args, path], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
}

function expectNoAttack(): void {
  expect(readdirSync(folder)).not.toContain("PWNED");
}

const PYTHON_VALUES = `
import json
print(json.dumps([globals()[f"v{i}"] for i in range(COUNT)]))`;
const PYTHON_NAMES = `import ast, json, sys, unicodedata
bad = []
for name, code in json.load(open("names.json")):
    try:
        body = ast.parse(code).body
    except SyntaxError:  # a letter that this Python's Unicode does not have is an error, and no code
        if name.isascii(): bad.append(name)
        continue
    ok = len(body) == 1 and isinstance(body[0], ast.Assign) and isinstance(body[0].targets[0], ast.Name)
    if not ok or body[0].targets[0].id != unicodedata.normalize("NFKC", name): bad.append(name)
print(json.dumps(bad))`;
const R_VALUES = `
.texts <- vapply(seq_len(COUNT) - 1, function(i) paste(utf8ToInt(enc2utf8(get(paste0("v", i)))), collapse = " "), "")
cat(.texts, sep = "\\n")`;
const R_NAMES = `names <- strsplit(readLines("names.txt", encoding = "UTF-8"), "\\t", fixed = TRUE)
for (pair in names) {
  parsed <- tryCatch(parse(text = pair[2], encoding = "UTF-8", keep.source = FALSE), error = function(e) NULL)
  # A letter that this R's Unicode does not have is an error, and no code.
  if (is.null(parsed) && !grepl("^[ -~]*$", pair[1])) next
  ok <- length(parsed) == 1 && identical(parsed[[1]][[1]], as.name("=")) && is.name(parsed[[1]][[2]]) && as.character(parsed[[1]][[2]]) == pair[1]
  if (!ok) cat("bad:", pair[1], "\\n")
}`;

describe("attacks as values", () => {
  it("are plain texts for Python", () => {
    const code = cellFor("python3", "python", VALUES) + PYTHON_VALUES.replace("COUNT", String(VALUES.length));
    expect(JSON.parse(run(oraclePython(), [], code, "values.py"))).toEqual(VALUES);
    expectNoAttack();
  });

  it("are plain texts for R", () => {
    const code = cellFor("ir", "R", VALUES) + R_VALUES.replace("COUNT", String(VALUES.length));
    const printed = run("Rscript", ["--vanilla", "--encoding=UTF-8"], code, "values.R").split("\n").slice(0, -1);
    const texts = printed.map((line) => String.fromCodePoint(...line.split(" ").filter(Boolean).map(Number)));
    expect(texts).toEqual(VALUES);
    expectNoAttack();
  });

  it("are plain texts for bash", () => {
    const print = `for i in $(seq 0 ${VALUES.length - 1}); do name="v$i"; printf '%s\\0' "\${!name}"; done`;
    const printed = run("bash", ["--norc"], cellFor("bash", "bash", VALUES) + print, "values.sh");
    expect(printed.split("\0").slice(0, -1)).toEqual(VALUES);
    expectNoAttack();
  });

  it("are plain texts for Node, tslab and Deno", () => {
    for (const kernel of ["jslab", "javascript", "tslab"]) {
      const values: unknown = runInNewContext(`${cellFor(kernel, "javascript", VALUES)};JSON.stringify([${names()}])`);
      expect(JSON.parse(values as string)).toEqual(VALUES);
    }
    const code = `${cellFor("deno", "typescript", VALUES)};console.log(JSON.stringify([${names()}]))`;
    if (!existsSync(DENO)) throw new Error(`no Deno at ${DENO}: run "bash test/oracle/setup.sh" first`);
    expect(JSON.parse(run(DENO, ["run", "--quiet", "--no-check", "--allow-all"], code, "values.ts"))).toEqual(VALUES);
    expectNoAttack();
  });

  it("do not reach the terminal that Jupyter's bash types its code into", async () => {
    const spec = join(folder, "share", "kernels", "bash");
    mkdirSync(spec, { recursive: true });
    const argv = [oraclePython(), "-m", "bash_kernel", "-f", "{connection_file}"];
    writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: "b", language: "bash" }));
    process.env["JUPYTER_PATH"] = join(folder, "share");
    const values = ["\u0003touch PWNED\n#", "a\tb", "x\u0004y", "q'\u0015touch PWNED\r\n", "!!\n$(touch PWNED)"];
    const notebook = makeNotebook("bash", ['printf %s "$v0" "$v1" "$v2" "$v3" "$v4" | od -An -tx1 -v']);
    const result = await executeNotebook(notebook, null, {
      progressBar: false,
      cwd: folder,
      parameters: new Map(values.map((value, index) => [`v${index}`, value])),
    });
    const bytes = (result.cells[1] as CodeCell).outputs.map((output) => output["text"]).join("");
    expect(bytes.replaceAll(/\s+/g, "")).toBe(Buffer.from(values.join("")).toString("hex"));
    expectNoAttack();
  });

  it.each(["scala", "julia", "matlab", ".net-csharp", ".net-fsharp", ".net-powershell"])(
    "cannot end a text of %s, nor interpolate",
    (language) => {
      const translator = findTranslator(language, language);
      for (const value of VALUES) {
        const literal = translator.translate(value);
        // Each language's own grammar of one text in double quotes, whole.
        const grammar = {
          matlab: /^(?:"(?:[^"\\\n\r]|"")*"|sprintf\("(?:[^"\\%\n\r]|""|%%|\\(?:[\\nrt]|[0-7]{3}))*"\))$/,
          ".net-powershell": /^"(?:[^"`$\u201c\u201d\u201e]|`.)*"$/su,
          julia: /^"(?:[^"\\$\n\r]|\\.)*"$/u,
        }[language];
        expect(literal, value).toMatch(grammar ?? /^"(?:[^"\\\n\r\u2028\u2029\u0085]|\\.)*"$/u);
      }
    },
  );
});

describe("attacks as names", () => {
  it("are refused, or are one name for Python", () => {
    const names = namesFor("python3", "python");
    expect(names.length).toBeGreaterThan(20);
    const codes = names.map((name) => [name, cellOfName("python3", "python", name)]);
    writeFileSync(join(folder, "names.json"), JSON.stringify(codes));
    expect(JSON.parse(run(oraclePython(), [], PYTHON_NAMES, "names.py"))).toEqual([]);
  });

  it("are refused, or are one name for R", () => {
    const names = namesFor("ir", "R");
    expect(names.length).toBeGreaterThan(20);
    const lines = names.map((name) => `${name.replace(/^_+/, "")}\t${lastLine(cellOfName("ir", "R", name))}`);
    writeFileSync(join(folder, "names.txt"), `${lines.join("\n")}\n`);
    expect(run("Rscript", ["--vanilla", "--encoding=UTF-8"], R_NAMES, "names.R")).toBe("");
  });

  it("are refused, or are one name for bash", () => {
    const names = namesFor("bash", "bash");
    expect(names).not.toContain("PROMPT_COMMAND");
    const code = names.map((name) => `${cellOfName("bash", "bash", name)}[ "\${${name}}" = 1 ] || echo bad ${name}`);
    expect(run("bash", ["--norc"], `${code.join("\n")}\n`, "names.sh")).toBe("");
  });

  it.each(["tslab", "jslab", "deno", "cellmill"])("are refused, or are one name for %s", (kernel) => {
    const names = namesFor(kernel, "typescript");
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const code = cellOfName(kernel, "typescript", name);
      const source = ts.createSourceFile("x.ts", code, ts.ScriptTarget.ESNext, true);
      const [statement] = source.statements;
      expect((source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics, name).toEqual([]);
      const declarations = ts.isVariableStatement(statement!) ? statement.declarationList.declarations : [];
      expect(
        declarations.map((declaration) => declaration.name.getText()),
        name,
      ).toEqual([name]);
      if (kernel === "jslab") runInNewContext(code);
    }
  });

  it.each(["scala", "julia", "matlab", ".net-csharp", ".net-fsharp", ".net-powershell"])(
    "are refused, or are letters, digits, _ and ! for %s",
    (language) => {
      for (const name of namesFor(language, language)) expect(name).toMatch(/^[\p{L}_][\p{L}\p{N}_!]*$/u);
    },
  );
});

function names(): string {
  return VALUES.map((_, index) => `v${index}`).join(",");
}

function cellOfName(kernel: string, language: string, name: string): string {
  return codifyParameters(new Map([[name, 1]]), findTranslator(kernel, language));
}

function lastLine(code: string): string {
  return code.trimEnd().split("\n").at(-1) as string;
}
