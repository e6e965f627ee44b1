import * as zlib from "node:zlib";

/** Compresses to one zstd frame at the level. */
export type ZstdEncoder = (bytes: Uint8Array, level: number) => Uint8Array;

interface NativeZstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { readonly params: Record<number, number> }) => Uint8Array;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

let encoder: Promise<ZstdEncoder> | undefined;

/** The zstd encoder of this process: Node's own where it has one (22.15 on), else WebAssembly; both give valid frames. */
export function loadZstdEncoder(): Promise<ZstdEncoder> {
  encoder ??= load();
  return encoder;
}

async function load(): Promise<ZstdEncoder> {
  const { zstdCompressSync, constants } = zlib as unknown as NativeZstd;
  const levelKey = constants.ZSTD_c_compressionLevel;
  if (zstdCompressSync !== undefined && levelKey !== undefined) {
    return (bytes, level) => zstdCompressSync(bytes, { params: { [levelKey]: zstdLevel(level) } });
  }
  const { init, compress } = await import("@bokuweb/zstd-wasm");
  await init();
  return (bytes, level) => compress(bytes, zstdLevel(level));
}

// The format's −1 means "the codec's default", which libtiledb takes as 3.
function zstdLevel(level: number): number {
  return level === -1 ? 3 : level;
}
