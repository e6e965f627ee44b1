// The simplest encoders that the format allows, for property tests: what they write is valid, not small.
import { deflateSync } from "node:zlib";

export interface Encoded {
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/** Little-endian integers of 1, 2, 4 or 8 bytes. */
export function le(value: number | bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
  return bytes.slice(0, size);
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** The elements as unsigned bigints. */
export function elements(bytes: Uint8Array, size: number): bigint[] {
  return Array.from({ length: bytes.length / size }, (_, i) => {
    let value = 0n;
    for (let b = size - 1; b >= 0; b--) value = (value << 8n) | BigInt(bytes[i * size + b]!);
    return value;
  });
}

function framed(data: Uint8Array, encoded: Uint8Array): Encoded {
  return { metadata: join(le(0, 4), le(1, 4), le(data.length, 4), le(encoded.length, 4)), data: encoded };
}

function partList(data: Uint8Array, encoded: Uint8Array): Encoded {
  return { metadata: join(le(1, 4), le(data.length, 4)), data: encoded };
}

export const gzip = (data: Uint8Array): Encoded => framed(data, deflateSync(data));

export function rle(data: Uint8Array, size: number): Encoded {
  const runs: Uint8Array[] = [];
  for (let i = 0; i < data.length; ) {
    const value = data.slice(i, i + size);
    let run = 0;
    while (run < 65_535 && i < data.length && Buffer.compare(data.subarray(i, i + size), value) === 0) {
      run++;
      i += size;
    }
    runs.push(value, Uint8Array.of(run >> 8, run & 0xff));
  }
  return framed(data, join(...runs));
}

export function delta(data: Uint8Array, size: number): Encoded {
  const values = elements(data, size);
  const differences = values.map((value, i) => le(value - (values[i - 1] ?? 0n), size));
  return framed(data, join(le(values.length, 8), ...differences));
}

export function doubleDelta(data: Uint8Array, size: number): Encoded {
  const values = elements(data, size).map((value) => BigInt.asIntN(size * 8, value));
  const dds = values.slice(2).map((value, i) => value - 2n * values[i + 1]! + values[i]!);
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
  const bits = Math.max(0, ...dds.map((dd) => (dd === 0n ? 0 : magnitude(dd).toString(2).length)));
  if (bits >= size * 8 - 1) return framed(data, join(le(bits, 1), le(values.length, 8), data));
  let stream = dds
    .map((dd) => (dd < 0n ? "1" : "0") + (bits === 0 ? "" : magnitude(dd).toString(2).padStart(bits, "0")))
    .join("");
  stream = stream.padEnd(Math.ceil(stream.length / 64) * 64, "0");
  const words = Array.from({ length: stream.length / 64 }, (_, i) =>
    le(BigInt(`0b${stream.slice(i * 64, i * 64 + 64)}`), 8),
  );
  return framed(
    data,
    join(le(bits, 1), le(values.length, 8), data.slice(0, Math.min(2, values.length) * size), ...words),
  );
}

export function byteshuffle(data: Uint8Array, size: number): Encoded {
  const n = Math.floor(data.length / size);
  const planes = Array.from({ length: size }, (_, plane) =>
    Uint8Array.from({ length: n }, (__, i) => data[i * size + plane]!),
  );
  return partList(data, join(...planes, data.slice(n * size)));
}

export function xor(data: Uint8Array, size: number): Encoded {
  return partList(
    data,
    data.map((byte, i) => byte ^ (i < size ? 0 : data[i - size]!)),
  );
}

export function positiveDelta(data: Uint8Array, size: number): Encoded {
  const values = elements(data, size);
  const differences = values.map((value, i) => le(i === 0 ? 0 : value - values[i - 1]!, size));
  const metadata = join(le(1, 4), data.length === 0 ? new Uint8Array(size) : data.slice(0, size), le(data.length, 4));
  return { metadata, data: join(...differences) };
}

export function bitWidth(data: Uint8Array, size: number): Encoded {
  const values = elements(data, size);
  const low = values.reduce((a, b) => (b < a ? b : a), values[0] ?? 0n);
  const range = values.reduce((a, b) => (b - low > a ? b - low : a), 0n);
  const bits = [8, 16, 32, 64].find((width) => range < 1n << BigInt(width))!;
  const stored = bits >= size * 8 ? data : join(...values.map((value) => le(value - low, bits / 8)));
  const metadata = join(le(data.length, 4), le(1, 4), le(low, size), le(bits, 1), le(data.length, 4));
  return { metadata, data: stored };
}

/** An LZ4 block of literals, with one match where the input starts by repeating a byte. */
export function lz4(data: Uint8Array): Encoded {
  let run = 1;
  while (run < data.length && data[run] === data[0]) run++;
  const length = (value: number): number[] => {
    const more: number[] = [];
    for (let left = value - 15; left >= 0; left -= 255) more.push(Math.min(255, left));
    return more;
  };
  const literals = (from: number): Uint8Array => {
    const count = data.length - from;
    return join(Uint8Array.of(Math.min(15, count) << 4, ...length(count)), data.slice(from));
  };
  if (run < 6) return framed(data, literals(0));
  const match = run - 1 - 4;
  const first = Uint8Array.of((1 << 4) | Math.min(15, match), data[0]!, 1, 0, ...length(match));
  return framed(data, join(first, literals(run)));
}
