import { getOwn } from "@flux-ts/base";
import type { PathHandler } from "../handler.ts";
import type { Reply } from "../request/reply.ts";
import { methodNotAllowed } from "../status/errors.ts";
import { probeChecks } from "./checks.ts";

const version = {
  major: "1",
  minor: "36",
  emulationMajor: "1",
  emulationMinor: "36",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "35",
  gitVersion: "v1.36.3",
  gitCommit: "0000000000000000000000000000000000000000",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "go1.26.8",
  compiler: "gc",
  platform: "linux/amd64",
};

/** `/version`, which says what API this is compatible with, and the probes: a server that answers is well. */
export const probePaths: PathHandler = ({ path, verb }, { query }): Reply | undefined => {
  if (path === "/version" || path === "/version/") {
    if (verb !== "get") throw methodNotAllowed();
    return { kind: "value", status: 200, headers: { "content-type": "application/json" }, body: version };
  }
  const [, probe = "", ...rest] = path.split("/");
  const checks = getOwn(probeChecks, probe);
  if (checks === undefined) return undefined;
  const check = rest.join("/");
  if (check === "") return text(query.has("verbose") ? report(probe, checks, query.getAll("exclude")) : "ok");
  return checks.includes(check) ? text("ok") : undefined;
};

function report(probe: string, checks: readonly string[], excluded: readonly string[]): string {
  const lines = checks.map((check) => `[+]${check} ${excluded.includes(check) ? "excluded: ok" : "ok"}`);
  return `${[...lines, `${probe} check passed`].join("\n")}\n`;
}

function text(content: string): Reply {
  return { kind: "text", status: 200, headers: {}, text: content };
}
