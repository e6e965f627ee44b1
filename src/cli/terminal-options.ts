/** How reports are written for the terminal that standard output is. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
}

/** Its width, and colours unless `NO_COLOR` is set; `FORCE_COLOR` sets them for what is no terminal, such as a log of CI. */
export function terminalOptions(): Terminal {
  const { env, stdout } = process;
  const color = env["NO_COLOR"] ? false : Boolean(stdout.isTTY) || Boolean(env["FORCE_COLOR"]);
  const columns = stdout.columns ?? (Number(env["COLUMNS"]) || 120);
  return { width: Math.min(Math.max(columns, 40), 200), color };
}
