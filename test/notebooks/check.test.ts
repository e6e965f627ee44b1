import { fileURLToPath } from "node:url";
import { notebooks } from "cellmill/check/vitest";

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

// The sample is written into the project's cache, not into the user's home.
process.env["CELLMILL_CACHE_DIR"] ??= path(".cache");

// The project's own notebooks on the embedded sample, held to the outputs in the repository: what `cellmill check notebooks/`
// says, and the same with the sample's own parameters.
await notebooks(path("notebooks"));
await notebooks(path("notebooks"), { parameters: [path("params/sample.yaml")] });
