import { isCellmillError, ParameterError, UnsupportedFeatureError } from "../../core/errors.js";

/** Where parameters were given, by name, as `file:line:column`. */
export type ParameterPlaces = ReadonlyMap<string, string>;

/** The error with the places of the parameters that it is about. */
export function withPlaces(error: unknown, places: ParameterPlaces): unknown {
  if (!isCellmillError(error)) return error;
  const lines = (error.details.names ?? []).flatMap((name) => {
    const place = places.get(name);
    return place === undefined ? [] : `  ${name} is given at ${place}`;
  });
  if (lines.length === 0) return error;
  const details = { ...error.details, excerpt: lines.join("\n"), cause: error };
  if (isCellmillError(error, "ParameterError")) return new ParameterError(details);
  return isCellmillError(error, "UnsupportedFeatureError") ? new UnsupportedFeatureError(details) : error;
}
