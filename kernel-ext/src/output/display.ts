import { randomUUID } from "node:crypto";
import type { CurrentCell } from "../cell-context.js";
import { mimeBundleOf, normaliseBundle, ON_DISPLAY, toPlainJson } from "./mime-bundle.js";
import type { Publisher } from "./publisher.js";

export interface DisplayOptions {
  /** The value is a MIME bundle already. */
  readonly raw?: boolean;
  readonly displayId?: string;
  /** Replace what was shown under `displayId`. */
  readonly update?: boolean;
  readonly metadata?: Record<string, unknown>;
}

export interface DisplayHandle {
  readonly [ON_DISPLAY]: true;
  readonly displayId: string;
  update(value: unknown): Promise<void>;
}

const KNOWN_OPTIONS = new Set(["raw", "displayId", "update", "metadata"]);

/** `display` and `clearOutput` of cells. */
export class CellDisplay {
  readonly #publisher: Publisher;
  readonly #cells: CurrentCell;

  constructor(publisher: Publisher, cells: CurrentCell) {
    this.#publisher = publisher;
    this.#cells = cells;
  }

  /** Shows a value now; the handle shows another in the same place. */
  async display(value: unknown, options: DisplayOptions = {}): Promise<DisplayHandle> {
    const unknown = Object.keys(options).find((name) => !KNOWN_OPTIONS.has(name));
    if (unknown !== undefined) {
      throw new TypeError(`display: unknown option ${unknown}; known: ${[...KNOWN_OPTIONS].join(", ")}`);
    }
    if (options.update === true && options.displayId === undefined) {
      throw new TypeError("display: `update` needs the `displayId` of what it replaces");
    }
    const cell = this.#cells.target;
    const displayId = options.displayId ?? randomUUID();
    const shown = options.raw === true ? normaliseBundle(value) : mimeBundleOf(value);
    const data = shown instanceof Promise ? await shown : shown;
    this.#publisher.publish(cell, options.update === true ? "update_display_data" : "display_data", {
      data,
      metadata: toPlainJson(options.metadata ?? {}),
      transient: { display_id: displayId },
    });
    const again = { ...options, displayId, update: true };
    return { [ON_DISPLAY]: true, displayId, update: async (next) => void (await this.display(next, again)) };
  }

  clearOutput(options: { readonly wait?: boolean } = {}): void {
    this.#publisher.publish(this.#cells.target, "clear_output", { wait: options.wait === true });
  }

  /** What `tslab.display` and `tslab.newDisplay()` send. */
  writeTslabData(
    { data, transient }: { readonly data: Record<string, unknown>; readonly transient: { display_id?: string } },
    update: boolean,
  ): void {
    const type = update ? "update_display_data" : "display_data";
    const id = transient.display_id;
    this.#publisher.publish(this.#cells.target, type, {
      data: normaliseBundle(data),
      metadata: {},
      transient: id === undefined ? {} : { display_id: id },
    });
  }
}
