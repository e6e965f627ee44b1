import { OptionError } from "../../core/index.js";
import { type Logger, logPieces } from "../log.js";
import type { Parameters } from "../parameters/value.js";
import { Scrubber, SECRET_MASK } from "./scrubber.js";
import { secretVariants } from "./secret-variants.js";
import { scrubbedPieces } from "./stream-scrubber.js";

/** Shorter texts turn up everywhere by chance: masking them would hide nothing and damage the outputs. */
const LEAST_LENGTH = 4;

/** Parameters whose values only the kernel may see. */
export class Secrets {
  readonly scrubber: Scrubber;
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
    this.scrubber = new Scrubber(values.values());
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** The parameters with `***` for every secret, as they may be written and checked. */
  masked(parameters: Parameters): Parameters {
    return new Map([...parameters, ...this.names.map((name) => [name, SECRET_MASK] as const)]);
  }

  /** Looks for the secrets also as a language writes them in code: kernels show their history and lines of source. */
  addLiterals(translate: (value: string) => string): void {
    for (const value of this.#values.values()) {
      const literal = translate(value);
      // What stands between the quotes is the value even where the quotes are cut off.
      const inner = /^([^"'`]*["'`])([\s\S]{4,})["'`][^"'`]*$/.exec(literal)?.[2];
      this.scrubber.add([...(inner === undefined ? [] : secretVariants(inner)), literal]);
    }
  }

  /** The parameters as the kernel gets them. */
  revealed(parameters: Parameters): Parameters {
    return new Map([...parameters, ...this.#values]);
  }

  /** A logger that masks what it passes on. */
  logger(logger: Logger): Logger {
    return {
      log: (level, message) => logger.log(level, this.scrubber.text(message)),
      logPieces: (level, pieces) => logPieces(logger, level, scrubbedPieces(pieces, this.scrubber)),
    };
  }

  /** The error with masks in all its texts: message, stack, details, causes. */
  error(error: unknown): unknown {
    let current = error;
    for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
      for (const key of Object.getOwnPropertyNames(current)) this.#mask(current, key);
      current = current.cause;
    }
    return error;
  }

  #maskedNow(value: unknown): unknown {
    if (!isObject(value)) return this.scrubber.data(value);
    for (const key of Object.keys(value)) this.#mask(value, key);
    return value;
  }

  #mask(error: object, key: string): void {
    const made = Object.getOwnPropertyDescriptor(error, key);
    if (made?.get !== undefined) {
      // What is put together when it is read is masked then.
      Object.defineProperty(error, key, { ...made, get: () => this.#maskedNow(made.get?.call(error)) });
      return;
    }
    const before = (error as unknown as Record<string, unknown>)[key];
    if (before instanceof Error) return;
    const after = isObject(before) ? this.#masked(before) : this.scrubber.data(before);
    if (Array.isArray(before) || isObject(before) || after !== before)
      Object.defineProperty(error, key, {
        value: after,
        configurable: true,
        writable: true,
        enumerable: key !== "stack" && key !== "message",
      });
  }

  /** Causes are errors, which are masked by themselves. */
  #masked(before: Readonly<Record<string, unknown>>): object {
    if (before["cause"] === undefined) return this.scrubber.data(before);
    const { cause, ...rest } = before;
    return { ...this.scrubber.data(rest), cause };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Secrets from names and values; `undefined` if there are none. */
export function toSecrets(
  given: ReadonlyMap<string, string> | Readonly<Record<string, string>> | undefined,
): Secrets | undefined {
  const values = new Map(given instanceof Map ? (given as ReadonlyMap<string, string>) : Object.entries(given ?? {}));
  for (const [name, value] of values) {
    if (typeof value === "string" && value.length >= LEAST_LENGTH) continue;
    throw new OptionError({
      what: `secret ${name}`,
      expected: `a text of at least ${LEAST_LENGTH} characters`,
      got: typeof value === "string" ? `${value.length} characters` : typeof value,
      hint: "A shorter one would be masked all over the outputs by chance.",
    });
  }
  return values.size === 0 ? undefined : new Secrets(values);
}
