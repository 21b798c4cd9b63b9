import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{packages,controllers,apps}/*/test/**/*.test.ts",
      "{conformance,bench}/test/**/*.test.ts",
      "test/*.test.ts",
      "test/journey/*.test.ts",
    ],
    // Ends what hangs, also on a machine that is busy with other things; how fast something is, no test says.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
