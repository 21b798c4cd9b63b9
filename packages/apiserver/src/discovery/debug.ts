import type { Clock } from "../clock.ts";
import type { PathHandler } from "../handler.ts";
import type { Reply } from "../request/reply.ts";
import type { Catalog } from "../resources/catalog.ts";
import type { Entry, Store } from "../storage/store.ts";
import { probeChecks } from "./checks.ts";

interface DebugOptions {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly clock: Clock;
}

const warning =
  "Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for " +
  "debugging purposes only.";

/** Pages for people and monitoring: what the server holds, how it is and how it was started. */
export function debugPaths({ catalog, store, clock }: DebugOptions): PathHandler {
  const startedAt = clock.now();
  const pages: { readonly [path: string]: () => string } = {
    "/metrics": () => objectCounts(catalog, store),
    "/metrics/slis": healthMetrics,
    // The embedded server takes options, not flags.
    "/flagz": () => `\napiserver flagz\n${warning}\n`,
    "/statusz": () => statusPage(startedAt, clock.now()),
  };
  return ({ path }) => (Object.hasOwn(pages, path) ? page(path, pages[path]?.() ?? "") : undefined);
}

function page(path: string, text: string): Reply {
  const type = path.startsWith("/metrics") ? "text/plain; version=0.0.4; charset=utf-8" : "text/plain; charset=utf-8";
  return { kind: "text", status: 200, headers: { "content-type": type }, text };
}

function objectCounts(catalog: Catalog, store: Store): string {
  const lines = catalog.all().flatMap(({ group, plural, table, versions }) => {
    if (![...versions.values()].some(({ verbs }) => verbs.includes("list"))) return [];
    const { length } = store.list(table) as readonly Entry[];
    return [`apiserver_resource_objects{group="${group}",resource="${plural}"} ${length}`];
  });
  return metric("apiserver_resource_objects", "Number of stored objects by resource.", lines);
}

function healthMetrics(): string {
  const lines = Object.entries(probeChecks).flatMap(([probe, checks]) =>
    checks.map((check) => `kubernetes_healthcheck{name="${check}",type="${probe}"} 1`),
  );
  return metric("kubernetes_healthcheck", "Result of a single health check: 1 is well.", lines);
}

function metric(name: string, help: string, lines: readonly string[]): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("\n")}\n`;
}

function statusPage(startedAt: number, now: number): string {
  const seconds = Math.floor((now - startedAt) / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const up = `${Math.floor(seconds / 3600)} hr ${two(Math.floor(seconds / 60) % 60)} min ${two(seconds % 60)} sec`;
  const lines = [`Started: ${new Date(startedAt).toUTCString()}`, `Up: ${up}`, "Binary version: 1.36.3"];
  const paths = "Paths: /flagz /healthz /livez /metrics /readyz /statusz /version";
  return `\napiserver statusz\n${warning}\n\n${lines.join("\n")}\n${paths}\n`;
}
