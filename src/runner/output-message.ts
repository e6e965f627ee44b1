import type { JsonObject, JsonValue, Output } from "../nbformat/index.js";
import { copyMember } from "../nbformat/large/large-members.js";

/** The output that a message makes, as nbformat's `output_from_msg` has it; `undefined` for other types. */
export function outputFrom(type: string, content: JsonObject): Output | undefined {
  switch (type) {
    case "stream": {
      const output: Output = { output_type: "stream", name: String(content["name"]) };
      if (!copyMember(content, output, "text")) output["text"] = String(content["text"]);
      return output;
    }
    case "display_data":
    case "execute_result": {
      const output: Output = {
        output_type: type,
        data: (content["data"] ?? {}) as JsonValue,
        metadata: (content["metadata"] ?? {}) as JsonValue,
      };
      if (type === "execute_result") output["execution_count"] = (content["execution_count"] ?? null) as JsonValue;
      return output;
    }
    case "error": {
      const { traceback } = content;
      return {
        output_type: "error",
        ename: String(content["ename"] ?? ""),
        evalue: String(content["evalue"] ?? ""),
        traceback: Array.isArray(traceback) ? traceback.map(String) : [],
      };
    }
    default:
      return undefined;
  }
}
