import { ParameterError } from "../../core/index.js";
import { formatPythonValue } from "./format-value.js";
import { type TemplateValue, UtcDate } from "./path-template-types.js";
import { pythonRepr, pythonStr } from "./python-repr.js";
import type { ParameterKey, ParameterMap, ParameterValue } from "./value.js";
import { isParameterMap } from "./value.js";

/**
 * The path with its `{name}` fields filled in, as Python's `str.format` does: `{name!r}`, `{list[0]}`, `{map[key]}`,
 * `{number:03d}`, `{{` and `}}`. Attributes (`{name.attribute}`) are refused: they reach into Python's objects.
 */
export function formatPath(template: string, values: ReadonlyMap<string, TemplateValue>): string {
  return new PathTemplate(template, values).format(template, 2);
}

/** The built-in values: `pm[run_uuid]`, `pm[current_datetime_local]`, `pm[current_datetime_utc]`; a parameter may replace `pm`. */
export function pathValues(parameters: ReadonlyMap<string, ParameterValue>): Map<string, TemplateValue> {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const builtin = new Map<string, ParameterValue | Date>([
    ["run_uuid", crypto.randomUUID()],
    ["current_datetime_local", local],
    ["current_datetime_utc", new UtcDate(now)],
  ]);
  return new Map<string, TemplateValue>([["pm", builtin], ...parameters]);
}

class PathTemplate {
  readonly #template: string;
  readonly #values: ReadonlyMap<string, TemplateValue>;

  constructor(template: string, values: ReadonlyMap<string, TemplateValue>) {
    this.#template = template;
    this.#values = values;
  }

  format(text: string, depth: number): string {
    if (depth === 0) this.#fail("fields are nested too deeply");
    let result = "";
    for (let at = 0; at < text.length; ) {
      const character = text[at] as string;
      if ((character === "{" || character === "}") && text[at + 1] === character) {
        result += character;
        at += 2;
      } else if (character === "}") this.#fail("a single } in the path; write }} for the character");
      else if (character === "{") {
        const end = this.#fieldEnd(text, at);
        result += this.#field(text.slice(at + 1, end), depth);
        at = end + 1;
      } else {
        result += character;
        at++;
      }
    }
    return result;
  }

  #fieldEnd(text: string, start: number): number {
    let depth = 0;
    let inBrackets = false;
    for (let at = start; at < text.length; at++) {
      const character = text[at];
      if (character === "[") inBrackets = true;
      else if (character === "]") inBrackets = false;
      else if (inBrackets) continue;
      else if (character === "{") depth++;
      else if (character === "}" && --depth === 0) return at;
    }
    return this.#fail("a { that is not closed; write {{ for the character");
  }

  #field(field: string, depth: number): string {
    const match = /^([^![\]:.{}]*)((?:\[[^\]]*\]|\.[^![\]:.]*)*)(?:!(.))?(?::([\s\S]*))?$/.exec(field);
    if (match === null) return this.#fail(`the field {${field}} is not understood`);
    const [, name = "", steps = "", conversion, spec = ""] = match;
    if (name === "" || /^\d+$/.test(name)) this.#fail(`the field {${field}} has no name`);
    const value = this.#walk(name, steps);
    const filled = spec.includes("{") || spec.includes("}") ? this.format(spec, depth - 1) : spec;
    if (conversion === undefined) return formatPythonValue(value, filled, this.#template);
    if (conversion === "r" || conversion === "a")
      return formatPythonValue(pythonRepr(value, conversion === "a"), filled, this.#template);
    if (conversion === "s") return formatPythonValue(pythonStr(value), filled, this.#template);
    return this.#fail(`the conversion !${conversion} is unknown`);
  }

  #walk(name: string, steps: string): TemplateValue {
    if (!this.#values.has(name)) {
      throw new ParameterError({ what: `Missing parameter '${name}'`, where: this.#template });
    }
    let value = this.#values.get(name) as TemplateValue;
    for (const step of steps.match(/\[[^\]]*\]|\.[^[\].]*/g) ?? []) {
      if (step.startsWith("."))
        this.#fail(`attribute access (${name}${step}) is refused; use ${name}[${step.slice(1)}]`);
      value = this.#item(value, step.slice(1, -1), name);
    }
    return value;
  }

  #item(value: TemplateValue, key: string, name: string): TemplateValue {
    const index = /^\d+$/.test(key) ? Number(key) : undefined;
    let found: TemplateValue | undefined;
    if (Array.isArray(value) && index !== undefined) found = value[index];
    else if (typeof value === "string" && index !== undefined) found = [...value][index];
    else if (isParameterMap(value as ParameterValue))
      found = (value as ParameterMap).get((index ?? key) as ParameterKey);
    if (found === undefined)
      throw new ParameterError({ what: `Missing parameter '${name}[${key}]'`, where: this.#template });
    return found;
  }

  #fail(what: string): never {
    throw new ParameterError({ what, where: `path ${this.#template}` });
  }
}
