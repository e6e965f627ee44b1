/** Data by MIME type, as Jupyter's `display_data` carries it. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The symbol under which a value shows itself in a notebook (the convention of Deno's kernel and ours). */
export const JUPYTER_DISPLAY: symbol = Symbol.for("Jupyter.display");

/** A value that shows itself in a notebook. */
export interface Displayable {
  toMimeBundle(): MimeBundle | Promise<MimeBundle>;
}

/** Gives a class's values the `Jupyter.display` method; call it in a `static` block with `this.prototype`. */
export function registerDisplay(prototype: Displayable): void {
  Object.defineProperty(prototype, JUPYTER_DISPLAY, {
    value(this: Displayable) {
      return this.toMimeBundle();
    },
  });
}

/** Text made safe for HTML content and attribute values. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
