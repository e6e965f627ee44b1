// Writes the embedded sample experiment on first use and prints where it is.
import { sampleUri } from "../dist/index.js";

const uri = await sampleUri({
  onProgress: ({ label, done, total }) => {
    if (process.stderr.isTTY) process.stderr.write(`\r  ${label}: ${Math.round((100 * done) / total)} %`);
  },
});
if (process.stderr.isTTY) process.stderr.write("\n");
console.log(`  ${uri}`);
