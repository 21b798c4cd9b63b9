// Runs the tests on a real Kubernetes API and those with upstream's programs. Builds these programs first, or with
// --if-built passes when the API server and what records with it are not there. --summary FILE writes how many tests
// passed and failed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPeers } from "./peers/build.ts";
import { missingPeers } from "./peers/programs.ts";

const { values: flags, positionals } = parseArgs({
  options: { "if-built": { type: "boolean" }, summary: { type: "string" } },
  allowPositionals: true,
});
const needed = ["kube-apiserver", "etcd", "kustomize-controller", "source-controller"];
/** Tests that need these say so and are left out where they are missing. kustomize is needed to build flux. */
const welcome = ["helm-controller", "notification-controller", "kustomize", "flux"];
const missing = missingPeers(needed);

if (missing.length > 0 && flags["if-built"]) {
  console.log(`Tests on real peers do not run: ${missing.join(", ")} not built. "npm run test:real" builds them.`);
  report({ passed: 0, failed: 0 });
} else {
  buildOrExit();
  report(runTests());
}

function buildOrExit() {
  try {
    if (!flags["if-built"]) buildPeers([...needed, ...welcome]);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), "flux-test-real-"));
  const results = join(folder, "results.json");
  try {
    const root = fileURLToPath(new URL("..", import.meta.url));
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
    const args = ["run", "--config", "vitest.real.config.ts", ...reporters, ...positionals];
    const { status } = spawnSync("vitest", args, { cwd: root, stdio: "inherit" });
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(results, "utf8"));
    const failed = Math.max(numFailedTests, numFailedTestSuites, status === 0 ? 0 : 1);
    return { passed: numPassedTests, failed };
  } catch (error) {
    console.error(`The tests left no result: ${error.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(summary) {
  if (flags.summary) writeFileSync(flags.summary, JSON.stringify(summary));
  console.log(`Real peers: ${summary.passed} passed, ${summary.failed} failed`);
  process.exitCode = summary.failed > 0 ? 1 : 0;
}
