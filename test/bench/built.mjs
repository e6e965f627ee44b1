// The built package, as a user imports it.
export { AnnData } from "../../dist/anndata/index.js";
export * as exec from "../../dist/exec/index.js";
export * as matrix from "../../dist/matrix/index.js";
export * as pp from "../../dist/pp/index.js";
