import { UnsupportedFeatureError } from "../../core/index.js";

/** Format versions that are covered: core 2.15 to 2.30. */
export const MIN_VERSION = 18;
export const MAX_VERSION = 22;

/** Throws unless the version is covered; `what` names the file kind. */
export function checkVersion(version: number, what: string, where: string): void {
  if (version >= MIN_VERSION && version <= MAX_VERSION) return;
  throw new UnsupportedFeatureError({
    what: `format version of the ${what}`,
    where,
    expected: `${MIN_VERSION} to ${MAX_VERSION}`,
    got: `${version}`,
  });
}
