import type { CurrentCell } from "./cell-context.js";
import type { ToIo } from "./io/thread-messages.js";
import { KeyboardInterrupt } from "./runtime/interruption.js";
import type { SharedState } from "./thread-state.js";

/** `input()` or the like in a cell whose front end cannot ask: a headless run, for example. */
export class StdinNotAllowedError extends Error {
  override readonly name = "StdinNotAllowedError";

  constructor(what: string) {
    super(`${what} was called, but this front end does not allow input requests`);
  }
}

/** The synchronous `input()` of cells: this thread waits while the IO thread asks. */
export function createInput(
  state: SharedState,
  cells: CurrentCell,
  flush: () => void,
  post: (message: ToIo) => void,
): (prompt?: string, options?: { readonly password?: boolean }, what?: string) => string {
  return (prompt = "", options = {}, what = "input()") => {
    const cell = cells.running;
    if (cell === undefined || !cell.allowStdin) throw new StdinNotAllowedError(what);
    flush();
    state.expectInput();
    post({
      kind: "reply",
      channel: "stdin",
      type: "input_request",
      parentHeader: cell.header,
      identities: cell.identities,
      content: { prompt, password: options.password === true },
    });
    const answer = state.waitForInput();
    if (answer === undefined) throw new KeyboardInterrupt();
    return answer;
  };
}
