import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { nextTurn } from "./next-turn.js";

/** Libraries get back the memory that they lent us in later turns of the event loop. */
const TURNS = 3;

let collect: (() => void) | undefined;

/**
 * Gives back at once what nobody holds any more. Memory that lies outside JavaScript's own would else grow by each large
 * piece until the platform's next look at it, which comes when there are several.
 */
export async function collectGarbage(): Promise<void> {
  collect ??= collector();
  // What the system called us with is held until that call returns.
  await nextTurn();
  collect();
  // What was found is freed by another thread, which a busy machine lets wait; a second look begins when it is done.
  collect();
  for (let turns = 0; turns < TURNS; turns++) await nextTurn();
}

function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const found = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return found;
}
