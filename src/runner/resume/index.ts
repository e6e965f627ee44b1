export { planResume, type ResumeOptions, type ResumePlan } from "./plan-resume.js";
export { PURE_TAG } from "./reusable-cells.js";
export { recordRun } from "./run-record.js";
