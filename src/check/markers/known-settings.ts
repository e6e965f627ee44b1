/** The comparison rules that may stand under `cellmill.check`, beside the markers. */
export const RULE_SETTING_NAMES: readonly string[] = [
  "rtol",
  "atol",
  "exactIntegers",
  "structure",
  "onlyMimes",
  "ignoreMimes",
  "ignorePaths",
  "presets",
  "sanitizers",
  "pixelThreshold",
  "maxDifferentPixels",
  "maxDifferentPixelRatio",
  "ignoreAntialiasing",
  "ignoreOrder",
  "maxDifferences",
];
