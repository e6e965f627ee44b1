import { pythonRepr } from "./keyed.js";

/** The parts of the printed form in anndata's order, each with its keys. */
export type PrintedParts = readonly (readonly [attribute: string, keys: Iterable<string>])[];

/** The form in which anndata prints an object: dimensions, then one line per attribute that has keys. */
export function describeAnnData(isView: boolean, nObs: number, nVars: number, parts: PrintedParts): string {
  const lines = [`${isView ? "View of " : ""}AnnData object with n_obs × n_vars = ${nObs} × ${nVars}`];
  for (const [attribute, keys] of parts) {
    const names = [...keys].map(pythonRepr);
    if (names.length > 0) lines.push(`    ${attribute}: ${names.join(", ")}`);
  }
  return lines.join("\n");
}
