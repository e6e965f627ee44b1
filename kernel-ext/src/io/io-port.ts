import { Worker } from "node:worker_threads";
import type { FromIo, IoThreadData, ToIo } from "./thread-messages.js";

/** The main thread's end of the IO thread. */
export class IoPort {
  readonly #worker: Worker;

  constructor(data: IoThreadData) {
    this.#worker = new Worker(new URL("./io-thread.js", import.meta.url), { workerData: data, name: "jupyter-io" });
  }

  post(message: ToIo): void {
    this.#worker.postMessage(message);
  }

  onMessage(listener: (message: FromIo) => void): void {
    this.#worker.on("message", listener);
    this.#worker.on("error", (error) => listener({ kind: "failed", reason: String(error.stack ?? error) }));
  }
}
