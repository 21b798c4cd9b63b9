import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
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

/**
 * Ports below those that systems give to outgoing connections. One of the latter would be lost to any program that
 * connects somewhere between two runs, or while this one starts.
 */
const keepable = { first: 20_000, count: 12_000 };
const attempts = 100;

async function freePort(preferred: unknown): Promise<number> {
  if (typeof preferred === "number" && preferred > 0 && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = keepable.first + randomInt(keepable.count);
    if (await isFree(port)) return port;
  }
  return 0;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false; // taken, or no port at all
  } finally {
    server.close();
  }
}
