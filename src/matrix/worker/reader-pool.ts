import { TaskError } from "../../core/index.js";
import type { SourceSpec, StripeReader, StripeReaderTable } from "../types.js";

const MAX_OPEN = 4;

/** Open sources of this thread, by id; the one used longest ago is closed when a fifth is opened. */
export class ReaderPool {
  readonly #openers: StripeReaderTable;
  readonly #open = new Map<string, Promise<StripeReader>>();

  constructor(openers: StripeReaderTable) {
    this.#openers = openers;
  }

  async get(spec: SourceSpec): Promise<StripeReader> {
    let reader = this.#open.get(spec.id);
    if (reader === undefined) {
      const open = Object.hasOwn(this.#openers, spec.kind) ? this.#openers[spec.kind] : undefined;
      if (open === undefined) {
        const known = Object.keys(this.#openers).join(", ");
        throw new TaskError({
          what: `unknown matrix source ${JSON.stringify(spec.kind)}`,
          hint: `Known kinds: ${known}`,
        });
      }
      reader = open(spec);
      // A source that failed to open is tried again by the next task.
      reader.catch(() => this.#open.delete(spec.id));
    }
    this.#open.delete(spec.id);
    this.#open.set(spec.id, reader);
    if (this.#open.size > MAX_OPEN) await this.#closeOldest();
    return await reader;
  }

  async #closeOldest(): Promise<void> {
    const [id, reader] = this.#open.entries().next().value!;
    this.#open.delete(id);
    await (await reader).close();
  }
}
