import { FormatError } from "../core/index.js";
import type { StoreEntry } from "./types.js";

/** One page of a ListObjectsV2 answer; keys as the bucket has them. */
export interface ListPage {
  readonly entries: StoreEntry[];
  readonly continuationToken?: string;
}

/** Reads the XML of a page that was asked for with `encoding-type=url`. */
export function parseListPage(xml: string, where: string): ListPage {
  if (!/<ListBucketResult[\s>]/.test(xml))
    throw new FormatError({
      what: "listing",
      where,
      expected: "a ListBucketResult",
      got: JSON.stringify(xml.slice(0, 80)),
    });
  const encoded = textOf(xml, "EncodingType") === "url";
  const entries: StoreEntry[] = [];
  for (const [, content] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
    const key = textOf(content!, "Key");
    const size = Number(textOf(content!, "Size"));
    if (key === undefined || !Number.isSafeInteger(size))
      throw new FormatError({
        what: "listing",
        where,
        expected: "a key and a size",
        got: JSON.stringify(content!.slice(0, 80)),
      });
    // A plus sign is a space in this encoding.
    entries.push({ key: encoded ? decodeURIComponent(key.replaceAll("+", " ")) : key, sizeBytes: size });
  }
  const token = textOf(xml, "NextContinuationToken");
  const isTruncated = textOf(xml, "IsTruncated") === "true";
  return { entries, ...(isTruncated && token !== undefined ? { continuationToken: token } : {}) };
}

function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text
    ?.replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replace(/&#(?:x([0-9a-fA-F]+)|(\d+));/g, (_, hex, decimal) =>
      String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
    )
    .replaceAll("&amp;", "&");
}
