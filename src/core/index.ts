export { throwIfAborted } from "./abort.js";
export { ByteCursor } from "./byte-cursor.js";
export { formatByteSize, parseByteSize } from "./byte-size.js";
export { type Displayable, escapeHtml, JUPYTER_DISPLAY, type MimeBundle, registerDisplay } from "./display.js";
export * from "./errors.js";
export { nearestNames } from "./nearest-names.js";
export { checkOption, describeValue, rejectUnknown } from "./options.js";
export type { ProgressEvent, ProgressListener } from "./progress.js";
export { toSafeInteger } from "./safe-integer.js";
