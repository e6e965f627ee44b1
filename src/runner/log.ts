/** Python's levels of logging, the least first. */
export const LOG_LEVELS = ["NOTSET", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

/** One of Python's levels of logging. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Receives the runner's messages. */
export interface Logger {
  log(level: LogLevel, message: string): void;
  /** Takes a long message in pieces, which may be made later, for loggers that need not hold all of it. */
  logPieces?(level: LogLevel, pieces: Iterable<string>): void;
}

/** Logs a message that comes in pieces. */
export function logPieces(logger: Logger, level: LogLevel, pieces: Iterable<string>): void {
  if (logger.logPieces !== undefined) logger.logPieces(level, pieces);
  else logger.log(level, Array.from(pieces).join(""));
}

/** A logger that drops everything. */
export const silentLogger: Logger = { log: () => {} };

/** A logger that passes on messages of at least the level, one line each; with `writePieces`, long ones as they come. */
export function levelLogger(
  least: LogLevel,
  writeLine: (line: string) => void,
  writePieces?: (pieces: Iterable<string>) => void,
): Logger {
  const isLogged = (level: LogLevel): boolean => LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
  const log = (level: LogLevel, message: string): void => {
    if (isLogged(level)) writeLine(message);
  };
  if (writePieces === undefined) return { log };
  return {
    log,
    logPieces(level, pieces) {
      if (!isLogged(level)) return;
      writePieces(pieces);
      writePieces(["\n"]);
    },
  };
}
