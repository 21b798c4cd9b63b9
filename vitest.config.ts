import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{packages,controllers,apps}/*/test/**/*.test.ts",
      "{conformance,bench}/test/**/*.test.ts",
      "test/*.test.ts",
      "test/journey/*.test.ts",
    ],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
