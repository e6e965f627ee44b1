export { type CompareOptions, compareOutputs } from "./compare-outputs.js";
export { type CompareRules, checkRules, DEFAULT_RULES, NBVAL_RULES } from "./rules.js";
export { type RuleOptions, rulesFor } from "./rules-for.js";
