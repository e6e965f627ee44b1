import type { JsonObject, JsonValue, Output } from "../nbformat/index.js";
import { copyMember, largeAt } from "../nbformat/large/large-members.js";
import { LargeText, LargeTextList } from "../nbformat/large/large-value.js";

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
      const output: Output = { output_type: "error", ename: String(content["ename"] ?? "") };
      const isText = largeAt(content, "evalue") instanceof LargeText;
      if (!isText || !copyMember(content, output, "evalue")) output["evalue"] = String(content["evalue"] ?? "");
      const isList = largeAt(content, "traceback") instanceof LargeTextList;
      if (isList && copyMember(content, output, "traceback")) return output;
      const { traceback } = content;
      output["traceback"] = Array.isArray(traceback) ? traceback.map(String) : [];
      return output;
    }
    default:
      return undefined;
  }
}
