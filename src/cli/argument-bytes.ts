import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { OptionError } from "../core/errors.js";

/** Throws if an argument is not in UTF-8: Node gives other characters in place of its bytes, which would be taken for it. */
export function checkArgumentBytes(args: readonly string[]): void {
  // The replacement character may also be what was written; only Linux tells.
  if (process.platform !== "linux" || !args.some((argument) => argument.includes("\ufffd"))) return;
  const given = argumentBytes();
  if (given === undefined || isUtf8(given)) return;
  const wrong = args.find((argument) => argument.includes("\ufffd"));
  throw new OptionError({ what: "an argument is not in UTF-8", got: JSON.stringify(wrong) });
}

function argumentBytes(): Uint8Array | undefined {
  try {
    return readFileSync("/proc/self/cmdline");
  } catch {
    return undefined;
  }
}
