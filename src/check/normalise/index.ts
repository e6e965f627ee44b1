export { resolveControlCharacters } from "./control-characters.js";
export { pathCovers } from "./output-path.js";
export { applyPresets, describePreset, type PresetName, presetNames } from "./presets.js";
export { parseSanitizeFile } from "./sanitize-file.js";
export {
  checkSanitizer,
  MAX_SANITIZED_LENGTH,
  type Sanitizer,
  type SanitizerSyntax,
  sanitizerFunction,
} from "./sanitizer.js";
