// Loaded into the runner with --import: at its end it notes the most memory that the process ever held.
import { readFileSync, writeFileSync } from "node:fs";

process.on("exit", () => {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  writeFileSync(process.env.CELLMILL_PEAK_FILE, String(Number(peak) * 1024));
});
