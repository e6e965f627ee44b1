/** What every cell can use without an import, as declarations for the type check. */
export const CELL_GLOBALS: string = `
/** What \`display\` returns: shows another value in the same place. */
interface DisplayHandle { readonly displayId: string; update(value: unknown): Promise<void>; }
/** Shows a value as output of the cell. \`raw\`: the value is a MIME bundle. \`displayId\` with \`update\` replaces what was shown under the id. */
declare function display(value: unknown, options?: {
  readonly raw?: boolean; readonly displayId?: string; readonly update?: boolean;
  readonly metadata?: Record<string, unknown>;
}): Promise<DisplayHandle>;
/** Removes the cell's outputs, with \`wait\` when the next output comes. */
declare function clearOutput(options?: { readonly wait?: boolean }): void;
/** A progress bar in the cell's output. */
declare function progress(total: number, label?: string): { tick(steps?: number): void; set(done: number): void };
/** Asks the user for a line of text; blocks. */
declare function input(prompt?: string, options?: { readonly password?: boolean }): string;
/** Messages between the kernel and code in the page (Jupyter comms). */
declare const comms: {
  register(target: string, onOpen: (comm: NotebookComm, data: unknown) => void): void;
  open(target: string, data?: unknown): NotebookComm;
};
interface NotebookComm {
  readonly id: string; readonly target: string;
  onMessage: ((data: unknown, buffers: readonly Uint8Array[]) => void) | undefined;
  onClose: (() => void) | undefined;
  send(data: unknown, buffers?: readonly Uint8Array[]): void; close(): void;
}
`;
