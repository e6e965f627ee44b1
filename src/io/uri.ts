import { fileURLToPath } from "node:url";
import { OptionError } from "../core/index.js";

/** Where a URI leads: a folder, an S3 bucket with prefix, or an http(s) address. */
export type Location =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string }
  | { readonly kind: "http"; readonly url: string };

/** Reads a URI: a plain path, `file://`, `s3://bucket/prefix`, `http(s)://`. */
export function parseUri(uri: string): Location {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(uri)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      if (uri === "") return refuse(uri);
      return { kind: "folder", path: uri };
    case "file":
      return { kind: "folder", path: filePath(uri) };
    case "s3": {
      const rest = uri.slice("s3://".length);
      const slash = rest.indexOf("/");
      const bucket = slash < 0 ? rest : rest.slice(0, slash);
      if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bucket)) return refuse(uri);
      return { kind: "s3", bucket, prefix: slash < 0 ? "" : trimSlashes(rest.slice(slash + 1)) };
    }
    case "http":
    case "https":
      if (!URL.canParse(uri)) return refuse(uri);
      return { kind: "http", url: uri.replace(/\/+$/, "") };
    default:
      return refuse(uri);
  }
}

/** The URI of `relative` below `uri`. An absolute `relative` (a path or with a scheme) is returned as it is. */
export function joinUri(uri: string, relative: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(relative) || relative.startsWith("/")) return relative;
  const base = uri.replace(/(?<=[^/])\/+$/, "");
  const rest = trimSlashes(relative);
  if (rest === "") return base;
  return base.endsWith("/") ? `${base}${rest}` : `${base}/${rest}`;
}

function filePath(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new OptionError({ what: "file URI", where: uri, expected: "file:///absolute/path", got: uri, cause });
  }
}

function trimSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, "");
}

function refuse(uri: string): never {
  throw new OptionError({
    what: "URI",
    where: uri,
    expected: "a folder path, file://, s3://bucket/prefix, http:// or https://",
    got: JSON.stringify(uri),
  });
}
