/** The protocol counts Unicode code points, JavaScript counts UTF-16 units: an emoji is one there and two here. */
export function toUtf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count++) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

export function toCodePointOffset(text: string, utf16: number): number {
  return [...text.slice(0, utf16)].length;
}
