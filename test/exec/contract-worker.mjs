// A worker of the built package with the contract's ops.
import * as core from "../../dist/core/index.js";
import { serveOps } from "../../dist/exec/serve-ops.js";
import { contractOps } from "./contract-ops.mjs";

export const run = serveOps(contractOps(core));
