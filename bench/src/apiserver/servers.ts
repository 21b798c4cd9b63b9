import { once } from "node:events";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { createApiServer } from "@flux-ts/apiserver";
import { createClient, type Client } from "@flux-ts/kube";
import { startKubernetes } from "../../../test/real/peers/kubernetes.ts";
import { bundleProgram, longRunFlags } from "../bundle/bundle.ts";
import { openTransport } from "../measure/connection.ts";
import { createTemporaryFolder } from "../measure/folder.ts";

/** An API under load. */
export interface Server extends AsyncDisposable {
  readonly name: string;
  readonly client: Client;
  /** The processes that answer; none of their own for an API in this process. */
  readonly pids: readonly number[];
}

export async function startReal(): Promise<Server> {
  const { client, pids, close } = await startKubernetes();
  return {
    name: "real",
    client,
    pids: [pids.apiServer, pids.etcd],
    [Symbol.asyncDispose]: close,
  };
}

const token = "admin";

/** The bundle of the embedded API, as it would be shipped. */
export function bundleEmbedded(folder: string): Promise<string> {
  return bundleProgram("embedded-api", folder);
}

/** The embedded API in a process of its own: without controllers, as the real one is, in memory or on disk. */
export async function startEmbedded(bundle: string, { durable = false } = {}): Promise<Server> {
  const folder = durable ? await createTemporaryFolder() : undefined;
  const input = { token, controllers: false, ...(folder && { folder: folder.path }) };
  const child = spawn(process.execPath, [...longRunFlags, bundle, JSON.stringify(input)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  const pids = child.pid === undefined ? [] : [child.pid];
  const client = createClient({ transport: openTransport({ server: url, token, pids }) });
  return {
    name: durable ? "durable" : "ours",
    client,
    pids,
    async [Symbol.asyncDispose]() {
      await client.close();
      child.kill();
      await once(child, "exit");
      await folder?.[Symbol.asyncDispose]();
    },
  };
}

export function startInProcess(): Server {
  const server = createApiServer({ controllers: false });
  const client = createClient({ transport: server.transport() });
  return {
    name: "in process",
    client,
    pids: [],
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
    },
  };
}
