/** What must not outlive this process: files, process groups. */
const cleanups = new Set<() => void>();
let hooked = false;

/**
 * Has the function called, synchronously, when this process exits for whatever reason it can still act on. The returned
 * function takes that back.
 */
export function atExit(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  if (!hooked) {
    hooked = true;
    process.on("exit", () => {
      for (const run of cleanups) run();
    });
  }
  return () => {
    cleanups.delete(cleanup);
  };
}
