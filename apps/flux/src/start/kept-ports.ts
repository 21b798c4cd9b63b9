import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { isJsonObject, parseJson } from "@flux-ts/base";
import type { StartSettings } from "./settings.ts";

type Ports = StartSettings["ports"];

/**
 * Ports for a cluster that is kept: where any port will do, that of the run before is used again when it is free, so
 * that the kubeconfig and the addresses of artifacts stay right.
 */
export async function keepPorts(folder: string, wanted: Ports): Promise<Ports> {
  const file = join(folder, "ports.json");
  const known = await readPorts(file);
  const api = wanted.api || (await freePort(known["api"]));
  const git = wanted.git || (await freePort(known["git"]));
  const artifact = wanted.artifact || (await freePort(known["artifact"]));
  await writeFile(file, `${JSON.stringify({ api, git, artifact })}\n`);
  return { api, git, artifact };
}

/** Whatever is wrong with the file, there are other ports. */
async function readPorts(file: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    const value = parseJson(await readFile(file, "utf8"));
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

async function freePort(preferred: unknown): Promise<number> {
  const asked = typeof preferred === "number" && Number.isInteger(preferred) ? preferred : 0;
  return (await tryPort(asked)) ?? (await tryPort(0)) ?? 0;
}

/** The port when it, or with 0 any, is free right now. */
async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined; // taken, or no port at all
  } finally {
    server.close();
  }
}
