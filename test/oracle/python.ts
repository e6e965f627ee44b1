import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const VENV_PYTHON = fileURLToPath(new URL("../../.oracle/venv/bin/python", import.meta.url));

/** The Python with the reference tools (tiledbsoma, scanpy, papermill, …) in their pinned versions. */
export function oraclePython(): string {
  const python = process.env["CELLMILL_ORACLE_PYTHON"] ?? VENV_PYTHON;
  if (!existsSync(python)) {
    throw new Error(`no oracle at ${python}: run "bash test/oracle/setup.sh" (or "npm run test:system") first`);
  }
  return python;
}
