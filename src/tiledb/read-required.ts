import { NotFoundError } from "../core/index.js";
import type { ByteStore } from "../io/index.js";

/** The whole object, which the format requires to exist. */
export async function readRequired(
  store: ByteStore,
  key: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const bytes = await store.get(key, options);
  if (bytes === undefined)
    throw new NotFoundError({ what: "a file of the array or group is missing", where: `${store.uri}/${key}` });
  return bytes;
}
