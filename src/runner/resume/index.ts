export { planResume, type ResumeOptions, type ResumePlan } from "./plan-resume.js";
export { PURE_TAG, recordPureCell } from "./reusable-cells.js";
export { dropRecords, recordRun } from "./run-record.js";
