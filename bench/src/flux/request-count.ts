import type { ApiRequest, Transport } from "@flux-ts/kube";

/** How many requests went through a transport, by what they do. */
export type RequestCount = { readonly [what: string]: number };

export interface CountingTransport extends Transport {
  count(): RequestCount;
}

export function countRequests(transport: Transport): CountingTransport {
  const counts = new Map<string, number>();
  const note = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  return {
    count: () => Object.fromEntries(counts),
    send(request) {
      note(nameOf(request));
      return transport.send(request);
    },
    watch(request) {
      note("watch");
      return transport.watch(request);
    },
    close: () => transport.close(),
  };
}

/** What came on top of an earlier count. */
export function since(before: RequestCount, now: RequestCount): RequestCount {
  return Object.fromEntries(Object.entries(now).map(([what, count]) => [what, count - (before[what] ?? 0)]));
}

export function total(count: RequestCount): number {
  return Object.values(count).reduce((sum, each) => sum + each, 0);
}

function nameOf({ method, path, query = [], headers = {} }: ApiRequest): string {
  if (path.endsWith("/events")) return "event";
  if (method !== "PATCH") return method.toLowerCase();
  if (path.endsWith("/status")) return "status patch";
  const applied = String(headers["content-type"]).startsWith("application/apply-patch");
  if (!applied) return "patch";
  return query.some(([name]) => name === "dryRun") ? "dry-run" : "apply";
}
