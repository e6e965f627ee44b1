import { loadKernels } from "../../src/kernels/index.js";
import { kernelsContract } from "../contracts/kernels.js";

kernelsContract("reference", () => loadKernels("reference"));
kernelsContract("wasm", () => loadKernels("wasm"));
