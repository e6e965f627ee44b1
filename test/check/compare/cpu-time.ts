/** Seconds of processor time that this process took since the call: unlike the clock, it does not count other programs. */
export function cpuTimer(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
}
