/** Replaces differences by values in place: each element becomes the sum of all up to it, wrapping at its size. */
export function prefixSum(bytes: Uint8Array, start: number, end: number, size: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (size) {
    case 1: {
      let sum = 0;
      for (let at = start; at < end; at++) {
        sum = (sum + view.getUint8(at)) & 0xff;
        view.setUint8(at, sum);
      }
      return;
    }
    case 2: {
      let sum = 0;
      for (let at = start; at < end; at += 2) {
        sum = (sum + view.getUint16(at, true)) & 0xffff;
        view.setUint16(at, sum, true);
      }
      return;
    }
    case 4: {
      let sum = 0;
      for (let at = start; at < end; at += 4) {
        sum = (sum + view.getUint32(at, true)) >>> 0;
        view.setUint32(at, sum, true);
      }
      return;
    }
    default: {
      // Two 32-bit halves with a carry: no bigint per value.
      let low = 0;
      let high = 0;
      for (let at = start; at < end; at += 8) {
        const sum = low + view.getUint32(at, true);
        high = (high + view.getUint32(at + 4, true) + (sum > 0xffffffff ? 1 : 0)) >>> 0;
        low = sum >>> 0;
        view.setUint32(at, low, true);
        view.setUint32(at + 4, high, true);
      }
    }
  }
}
