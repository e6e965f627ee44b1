import { defineConfig } from "vitest/config";

// Two projects: `unit` runs in `npm test`; `system` needs real servers and oracles and runs in `npm run test:system`.
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/**/*.system.test.ts"] } },
      { extends: true, test: { name: "system", include: ["test/**/*.system.test.ts"], testTimeout: 600_000 } },
    ],
  },
});
