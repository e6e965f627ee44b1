import { withoutMagic } from "../magics.js";
import { toUtf16Offset } from "../text-position.js";
import type { RequestHandler } from "./request-context.js";

/** inspect_request: type and documentation of the name at, or just before, the cursor. */
export const inspect: RequestHandler = (content, { engine }) => {
  const code = String(content["code"] ?? "");
  const plain = withoutMagic(code);
  const position = toUtf16Offset(code, Number(content["cursor_pos"] ?? code.length));
  const text = engine.inspect(plain, position) ?? (position > 0 ? engine.inspect(plain, position - 1) : undefined);
  return {
    status: "ok",
    found: text !== undefined && text !== "",
    data: text === undefined || text === "" ? {} : { "text/plain": text },
    metadata: {},
  };
};
