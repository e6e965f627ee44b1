import { readFileSync } from "node:fs";
import { OptionError } from "../../core/index.js";

/** The name and value of `NAME=env:VAR` or `NAME=file:PATH`; one line end at the end of a file does not count. */
export function readSecret(
  text: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): [name: string, value: string] {
  const match = /^([^=]+)=(env|file):([\s\S]+)$/.exec(text);
  if (match === null) {
    throw new OptionError({
      what: "option --secret",
      expected: "NAME=env:VARIABLE or NAME=file:PATH",
      // What was given may be the secret itself.
      got: `${JSON.stringify(text.split("=")[0])}${text.includes("=") ? "=…" : ""}`,
    });
  }
  const [, name = "", kind, source = ""] = match;
  return [name, kind === "env" ? fromVariable(name, source, env) : fromFile(name, source)];
}

function fromVariable(name: string, variable: string, env: Readonly<Record<string, string | undefined>>): string {
  const value = env[variable];
  if (value !== undefined) return value;
  throw new OptionError({ what: `secret ${name}: the environment variable ${variable} is not set` });
}

function fromFile(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new OptionError({ what: `secret ${name}: the file cannot be read`, where: path, got: code, cause });
  }
}
