import { defineConfig } from "vitest/config";

/** Tests on the real programs of `scripts/peers`: `npm run test:real` builds those and runs this. */
export default defineConfig({
  test: {
    include: ["test/real/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Every file has an API server of its own: one at a time is quick and keeps memory low.
    maxWorkers: 1,
  },
});
