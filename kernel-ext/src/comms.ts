import { randomUUID } from "node:crypto";
import type { Message } from "cellmill/jupyter";
import type { CurrentCell } from "./cell-context.js";
import { toPlainJson } from "./output/mime-bundle.js";
import type { Publisher } from "./output/publisher.js";

/** One channel between kernel and page. */
export class Comm {
  onMessage: ((data: unknown, buffers: readonly Uint8Array[]) => void) | undefined;
  onClose: (() => void) | undefined;
  readonly id: string;
  readonly target: string;
  readonly #owner: Comms;

  constructor(owner: Comms, id: string, target: string) {
    this.#owner = owner;
    this.id = id;
    this.target = target;
  }

  send(data: unknown, buffers: readonly Uint8Array[] = []): void {
    this.#owner.publish("comm_msg", { comm_id: this.id, data: toPlainJson(data) }, buffers);
  }

  close(): void {
    this.#owner.forget(this.id);
    this.#owner.publish("comm_close", { comm_id: this.id, data: {} });
  }
}

type OpenHandler = (comm: Comm, data: unknown) => void;

/** All comms of the kernel; `comms` in cells. */
export class Comms {
  readonly #publisher: Publisher;
  readonly #cells: CurrentCell;
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, OpenHandler>();

  constructor(publisher: Publisher, cells: CurrentCell) {
    this.#publisher = publisher;
    this.#cells = cells;
  }

  /** Handles comms that the page opens for `target`. */
  register(target: string, onOpen: OpenHandler): void {
    this.#targets.set(target, onOpen);
  }

  open(target: string, data: unknown = {}): Comm {
    const comm = new Comm(this, randomUUID(), target);
    this.#open.set(comm.id, comm);
    this.publish("comm_open", { comm_id: comm.id, target_name: target, data: toPlainJson(data) });
    return comm;
  }

  publish(type: string, content: Record<string, unknown>, buffers: readonly Uint8Array[] = []): void {
    this.#publisher.publish(this.#cells.target, type, content, { buffers });
  }

  forget(id: string): void {
    this.#open.delete(id);
  }

  /** The open comms, of one target if it is named. */
  info(target: unknown): Record<string, { readonly target_name: string }> {
    const comms = [...this.#open.values()].filter((comm) => typeof target !== "string" || comm.target === target);
    return Object.fromEntries(comms.map((comm) => [comm.id, { target_name: comm.target }]));
  }

  /** Takes comm_open, comm_msg and comm_close of the page. */
  receive({ header, content, buffers }: Message): void {
    const id = String(content["comm_id"]);
    const comm = this.#open.get(id);
    if (header.msg_type === "comm_open") this.#accept(id, String(content["target_name"]), content["data"]);
    else if (header.msg_type === "comm_msg") comm?.onMessage?.(content["data"], buffers);
    else if (comm !== undefined) {
      this.forget(id);
      comm.onClose?.();
    }
  }

  #accept(id: string, target: string, data: unknown): void {
    const onOpen = this.#targets.get(target);
    // The protocol: an unknown target is answered by closing the comm.
    if (onOpen === undefined) {
      this.publish("comm_close", { comm_id: id, data: {} });
      return;
    }
    const comm = new Comm(this, id, target);
    this.#open.set(id, comm);
    onOpen(comm, data);
  }
}
