export { type SampleOptions, type SampleSummary, writeSample } from "./write-sample.js";
