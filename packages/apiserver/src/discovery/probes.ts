import type { PathHandler } from "../handler.ts";
import type { Reply } from "../request/reply.ts";
import { methodNotAllowed } from "../status/errors.ts";

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

const probes: ReadonlySet<string> = new Set(["/healthz", "/livez", "/readyz"]);

/** `/version`, which says what API this is compatible with, and the probes: a server that answers is ready. */
export const probePaths: PathHandler = ({ path, verb }): Reply | undefined => {
  if (path === "/version" || path === "/version/") {
    if (verb !== "get") throw methodNotAllowed();
    return { kind: "value", status: 200, headers: {}, body: version };
  }
  return probes.has(path) ? { kind: "text", status: 200, headers: {}, text: "ok" } : undefined;
};
