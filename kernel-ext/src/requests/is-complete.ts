import { withoutMagic } from "../magics.js";
import type { RequestHandler } from "./request-context.js";

/** is_complete_request: whether Enter should run the code or start a new line. */
export const isComplete: RequestHandler = (content, { engine }) => {
  const code = withoutMagic(String(content["code"] ?? ""));
  const { status, indent } = engine.completeness(code);
  return status === "incomplete" ? { status, indent } : { status };
};
