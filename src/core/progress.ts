/** One step of long work, for progress bars and the dashboard. */
export interface ProgressEvent {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** Receives progress; must be quick and must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;
