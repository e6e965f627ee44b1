import { withoutMagic } from "../magics.js";
import type { RequestHandler } from "./request-context.js";

/** is_complete_request: whether Enter should run the code or start a new line. */
export const isComplete: RequestHandler = (content, { engine }) => {
  const code = withoutMagic(String(content["code"] ?? ""));
  const { completed, indent } = engine.isComplete(code);
  if (!completed) return { status: "incomplete", indent: indent ?? "" };
  return { status: engine.isInvalid(code) ? "invalid" : "complete" };
};
