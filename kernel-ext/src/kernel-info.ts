import { createRequire } from "node:module";
import { type MessageContent, PROTOCOL_VERSION } from "cellmill/jupyter";
import { TYPESCRIPT_VERSION } from "./compiler/ts-shim.js";

/** The content of kernel_info_reply. */
export function kernelInfo(): MessageContent {
  const { version } = createRequire(import.meta.url)("../package.json") as { readonly version: string };
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "cellmill-kernel",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: TYPESCRIPT_VERSION,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `cellmill-kernel ${version}: TypeScript ${TYPESCRIPT_VERSION} on Node ${process.version}`,
    help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
    debugger: false,
  };
}
