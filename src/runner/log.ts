export const LOG_LEVELS = ["NOTSET", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Receives the runner's messages. */
export interface Logger {
  log(level: LogLevel, message: string): void;
}

/** A logger that drops everything. */
export const silentLogger: Logger = { log: () => {} };

/** A logger that passes on messages of at least the level, one line each. */
export function levelLogger(least: LogLevel, writeLine: (line: string) => void): Logger {
  const rank = LOG_LEVELS.indexOf(least);
  return {
    log(level, message) {
      if (LOG_LEVELS.indexOf(level) >= rank) writeLine(message);
    },
  };
}
