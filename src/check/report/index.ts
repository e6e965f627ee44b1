export { coverageReport } from "./coverage.js";
export { githubAnnotations } from "./github.js";
export { gitlabReport } from "./gitlab.js";
export { htmlReport } from "./html.js";
export { jsonReport } from "./json.js";
export { junitReport } from "./junit.js";
export { markdownReport } from "./markdown.js";
export { sarifReport } from "./sarif.js";
export { type TerminalOptions, terminalNotebook, terminalSummary } from "./terminal.js";
