import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(`${root}/notebooks/cell.js`);

it("offers exactly the names in surface.txt: a name that appears or goes is a decision", async () => {
  const { exports } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { exports: object };
  const lines = Object.keys(exports)
    .filter((key) => key !== "./package.json" && !key.endsWith("/vitest"))
    .flatMap((key) => {
      const name = `cellmill${key.slice(1)}`;
      return [
        name,
        ...Object.keys(require(name) as object)
          .sort()
          .map((each) => `  ${each}`),
      ];
    });
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./surface.txt");
});
