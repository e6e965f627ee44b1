const DATA_PICTURE = /^data:image\/(?:png|jpe?g);base64,/;

/** The base64 part of a `data:` URL of a PNG or JPEG picture; `undefined` for any other value. */
export function dataPicture(value: unknown): string | undefined {
  if (typeof value !== "string" || !DATA_PICTURE.test(value.slice(0, 64))) return undefined;
  return value.slice(value.indexOf(",") + 1);
}
