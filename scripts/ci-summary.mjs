// Adds up what ran and prints the closing line. A step that left no result counts as one failure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const steps = {
  tests: ({ numPassedTests, numFailedTests, numFailedTestSuites }) => ({
    passed: numPassedTests,
    failed: Math.max(numFailedTests, numFailedTestSuites),
  }),
  check: (result) => result,
  conformance: (result) => result,
  real: (result) => result,
};

const total = { passed: 0, failed: 0 };
for (const [name, read] of Object.entries(steps)) {
  const file = join(folder, `${name}.json`);
  const { passed, failed } = existsSync(file) ? read(JSON.parse(readFileSync(file, "utf8"))) : { passed: 0, failed: 1 };
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
