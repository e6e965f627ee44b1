import { withoutMagic } from "../magics.js";
import { toCodePointOffset, toUtf16Offset } from "../text-position.js";
import type { RequestHandler } from "./request-context.js";

/** complete_request: names that fit at the cursor, from the type checker. */
export const complete: RequestHandler = (content, { engine }) => {
  const code = String(content["code"] ?? "");
  const position = toUtf16Offset(code, Number(content["cursor_pos"] ?? code.length));
  const { start, end, candidates } = engine.complete(withoutMagic(code), position);
  return {
    status: "ok",
    matches: candidates,
    cursor_start: toCodePointOffset(code, start),
    cursor_end: toCodePointOffset(code, end),
    metadata: {},
  };
};
