/** The text with the decimal digits of every script as 0 to 9, as Python reads numbers. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => (digit >= "0" && digit <= "9" ? digit : asciiDigit(digit)));
}

/** Decimal digits stand in runs of ten, from 0 to 9; several runs may touch. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) as number;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return String((code - start) % 10);
}
