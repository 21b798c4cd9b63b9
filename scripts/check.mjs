// The gate: every check of the tree but the tests. Runs them all, names those that fail, exits 1 when one does.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const checks = [
  ["types", "tsc", "-p", "."],
  ["lint", "oxlint", "--type-aware"],
  ["format", "oxfmt", "--check"],
  ["layers", "node", "tools/arch/check.mjs"],
  ["dead code", "knip"],
  ["manifests", "sherif", "-r", "root-package-manager-field"],
];

const failed = checks.filter(([name, command, ...args]) => {
  console.log(`== ${name}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (error) console.error(error.message);
  return status !== 0;
});

const summary = process.argv.includes("--summary") && process.argv[process.argv.indexOf("--summary") + 1];
if (summary) writeFileSync(summary, JSON.stringify({ passed: checks.length - failed.length, failed: failed.length }));
console.log(failed.length === 0 ? "All checks passed" : `Failed: ${failed.map(([name]) => name).join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
