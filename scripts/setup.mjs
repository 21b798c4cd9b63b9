// Installs what is missing: runs before `npm start`, `npm test` and `npm run check` on any Node >= 20.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = new URL("../node_modules/.setup-stamp", import.meta.url);
const lock = createHash("sha256")
  .update(readFileSync(new URL("../package-lock.json", import.meta.url)))
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  process.stderr.write("Installing dependencies (once, until package-lock.json changes)\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  try {
    const args = ["ci", "--no-progress", "--loglevel=error"];
    execFileSync(npm, args, { cwd: root, stdio: ["ignore", 2, 2] });
  } catch {
    process.stderr.write(
      "Dependencies could not be installed: see npm's message above. Check the network or the npm registry, then run the same command again.\n",
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
