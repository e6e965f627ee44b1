/** Settles in the next turn of the event loop, when what has come from the system meanwhile has been heard. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
