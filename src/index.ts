export * from "./core/errors.js";
export {
  type SampleOptions,
  type SampleSummary,
  type SampleUriOptions,
  sampleUri,
  writeSample,
} from "./sample/index.js";
