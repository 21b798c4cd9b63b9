// Checks every import of the workspace against the rules. Exits 1 on a violation, and when it saw no module at all:
// with a compiler it does not know, dependency-cruiser reads nothing and finds nothing wrong.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

if (!existsSync(`${here}/node_modules/dependency-cruiser`)) {
  const args = ["install", "--no-save", "--no-progress", "--loglevel=error"];
  execFileSync("npm", args, { cwd: here, stdio: ["ignore", 2, 2] });
}

process.chdir(root);
const { cruise } = await import("dependency-cruiser");
const { config } = await import("./rules.mjs");

const { output } = await cruise(["packages", "controllers", "apps", "conformance", "bench"], {
  ...config.options,
  validate: true,
  ruleSet: { forbidden: config.forbidden },
});
const { totalCruised, totalDependenciesCruised, violations } = output.summary;

for (const { rule, from, to } of violations) {
  const reason = config.forbidden.find(({ name }) => name === rule.name)?.comment ?? "";
  console.error(`${rule.name}: ${from} -> ${to}\n  ${reason}`);
}
console.log(`${totalCruised} modules, ${totalDependenciesCruised} imports, ${violations.length} violations`);
const seen = output.modules.some(({ source }) => source.startsWith("packages/") && source.endsWith(".ts"));
if (!seen) console.error("No TypeScript module was seen: the check itself is broken");
process.exit(violations.length > 0 || !seen ? 1 : 0);
