import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { Coords } from "../../src/soma/index.js";

const FOLDER = fileURLToPath(new URL("../golden/soma/data/", import.meta.url));

export interface FilterAnswer {
  readonly filter: string;
  /** Ascending. Absent if tiledbsoma refuses the filter. */
  readonly joinids?: readonly number[];
  readonly error?: string;
}

export interface QueryAnswer {
  readonly obs: string | null;
  readonly var: string | null;
  readonly shape: readonly [number, number];
  readonly nnz: number;
  readonly sum: number;
  readonly indptr: string;
  readonly indices: string;
  readonly data: string;
}

/** What tiledbsoma answers about the golden experiment. */
export interface Answers {
  readonly repr: string;
  readonly anndata: string;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly nnz: number;
  readonly obsCount: number;
  readonly obsColumns: readonly string[];
  readonly dtypes: Readonly<Record<string, string>>;
  readonly cellTypeCategories: readonly string[];
  readonly cellTypeCounts: Readonly<Record<string, number>>;
  readonly obsRows: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly obsNulls: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly sparseReads: readonly { readonly coords: Coords; readonly cells: readonly (readonly number[])[] }[];
  readonly denseRead: { readonly shape: readonly number[]; readonly data: readonly number[] };
  readonly obsFilters: readonly FilterAnswer[];
  readonly varFilters: readonly FilterAnswer[];
  readonly queries: readonly QueryAnswer[];
}

export const answers: Answers = JSON.parse(readFileSync(join(FOLDER, "answers.json"), "utf8"));

/** Unpacks the golden experiment into a temporary folder that goes away after the file's tests. */
export function unpackExperiment(): string {
  const root = mkdtempSync(join(tmpdir(), "cellmill-soma-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const { files } = JSON.parse(readFileSync(join(FOLDER, "experiment.json"), "utf8")) as {
    files: Record<string, string>;
  };
  for (const [path, base64] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), Buffer.from(base64, "base64"));
  }
  return root;
}

export function sha256(values: ArrayBufferView): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}
