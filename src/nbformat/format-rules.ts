/** What the minor version of format 4 decides. */
export interface FormatRules {
  /** 4.2: `title` and `authors` in the notebook's metadata. */
  readonly titles: boolean;
  /** 4.3: `jupyter` in the metadata of cells. */
  readonly jupyter: boolean;
  /** 4.4: `execution` in the metadata of code cells. */
  readonly execution: boolean;
  /** 4.5: cells have ids. */
  readonly cellIds: boolean;
  /** After 4.5: there may be more keys, types of cells and outputs, and other data of MIME types. */
  readonly future: boolean;
}

/** The rules of format 4.`minor`. */
export function rulesOf(minor: number): FormatRules {
  return { titles: minor >= 2, jupyter: minor >= 3, execution: minor >= 4, cellIds: minor >= 5, future: minor > 5 };
}
