/** A duration in seconds as IPython's `%%time` writes it: `158 ms`, `1.2 s`, `1min 5s`. */
export function formatDuration(seconds: number): string {
  if (seconds >= 60) return formatLong(seconds);
  const units = ["s", "ms", "μs", "ns"] as const;
  const order = seconds > 0 ? Math.min(-Math.floor(Math.floor(Math.log10(seconds)) / 3), 3) : 3;
  return `${threeDigits(seconds * 1000 ** order)} ${units[order]}`;
}

function formatLong(seconds: number): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [suffix, length] of [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ] as const) {
    const count = Math.floor(left / length);
    if (count > 0) {
      left %= length;
      parts.push(`${count}${suffix}`);
    }
    if (left < 1) break;
  }
  return parts.join(" ");
}

/** C's `%.3g`: three significant digits without trailing zeros, an exponent from 1000 on. */
function threeDigits(value: number): string {
  if (value === 0) return "0";
  const [digits = "0", exponent = "0"] = value.toExponential(2).split("e");
  const power = Number(exponent);
  const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < 3) return trim(value.toFixed(2 - power));
  return `${trim(digits)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** Measures from its creation on; the text is that of IPython's `%%time`. */
export class CellTimer {
  readonly #wall: number = performance.now();
  readonly #cpu: NodeJS.CpuUsage = process.cpuUsage();

  report(): string {
    const wall = (performance.now() - this.#wall) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    const [u, s, t] = [user, system, user + system].map((micros) => formatDuration(micros / 1e6));
    return `CPU times: user ${u}, sys: ${s}, total: ${t}\nWall time: ${formatDuration(wall)}\n`;
  }
}
