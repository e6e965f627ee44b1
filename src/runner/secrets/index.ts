export { type HiddenCodeOptions, hiddenCode } from "./hidden-code.js";
export { readSecret } from "./read-secret.js";
export { scrubOutputs } from "./scrub-outputs.js";
export { scrubbedSession } from "./scrubbed-session.js";
export { Scrubber, SECRET_MASK } from "./scrubber.js";
export { Secrets, toSecrets } from "./secrets.js";
