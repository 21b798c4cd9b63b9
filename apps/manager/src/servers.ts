import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Registry } from "prom-client";
import { listenFailure } from "./address.ts";
import type { Address } from "./address.ts";

export interface HttpServer {
  /** `http://host:port`. */
  readonly url: string;
  close(): Promise<void>;
}

/** `/healthz` says that the process lives, `/readyz` that its controllers know everything there is. */
export async function serveHealth(address: Address, isReady: () => boolean): Promise<HttpServer> {
  const app = new Hono();
  app.get("/healthz", (context) => context.text("ok"));
  app.get("/readyz", (context) => (isReady() ? context.text("ok") : context.text("not ready", 500)));
  return await listen(app, address, "health");
}

/** `/metrics` in the text format of Prometheus. */
export async function serveMetrics(address: Address, metrics: Registry): Promise<HttpServer> {
  const app = new Hono();
  app.get("/metrics", async (context) => {
    return context.body(await metrics.metrics(), 200, { "content-type": metrics.contentType });
  });
  return await listen(app, address, "metrics");
}

async function listen(app: Hono, { host, port }: Address, what: string): Promise<HttpServer> {
  const server = serve({ fetch: app.fetch, hostname: host, port });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", (error) => reject(listenFailure(error, { host, port }, what)));
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}`,
    close: async () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
