export { cacheFolder } from "./cache-folder.js";
export { type SampleUriOptions, sampleUri } from "./sample-uri.js";
export { type SampleOptions, type SampleSummary, writeSample } from "./write-sample.js";
