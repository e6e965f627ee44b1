import type { Message } from "../../jupyter/index.js";
import type { JsonObject, JsonValue, Output } from "../../nbformat/index.js";
import { outputFrom } from "../output-message.js";

/** Stands in for the browser's half of an Output widget: gathers outputs and sends them back to the kernel as its state. */
export class OutputWidget {
  readonly #sync: (outputs: Output[]) => void;
  #outputs: readonly Output[];
  #clearBeforeNext = false;

  /** `outputs` are those that it is made with; `sync` is told of them whenever they change. */
  constructor(outputs: readonly Output[], sync: (outputs: Output[]) => void) {
    this.#outputs = outputs;
    this.#sync = sync;
  }

  handle(message: Message): void {
    const content = message.content as JsonObject;
    if (message.header.msg_type === "clear_output") {
      if (content["wait"] === true) this.#clearBeforeNext = true;
      else this.#show([]);
      return;
    }
    const output = outputFrom(message.header.msg_type, content);
    if (output === undefined) return;
    const before = this.#clearBeforeNext ? [] : this.#outputs;
    this.#clearBeforeNext = false;
    this.#show(withOutput(before, output));
  }

  #show(outputs: Output[]): void {
    this.#outputs = outputs;
    this.#sync(outputs);
  }
}

/** The outputs with one more; neighbouring texts of a stream become one. */
function withOutput(outputs: readonly Output[], output: Output): Output[] {
  const last = outputs.at(-1);
  const joins = last?.output_type === "stream" && output.output_type === "stream" && last["name"] === output["name"];
  if (!joins) return [...outputs, output];
  const text: JsonValue = `${last["text"]}${output["text"]}`;
  return [...outputs.slice(0, -1), { ...last, text }];
}
