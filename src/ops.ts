import type { OpTable } from "./exec/index.js";
import { createMatrixOps, openCsrReader } from "./matrix/index.js";
import { somaStripeReader } from "./soma/index.js";

/** The closed table of ops that workers run. */
export const ops: OpTable = { ...createMatrixOps({ csr: openCsrReader, soma: somaStripeReader }) };
