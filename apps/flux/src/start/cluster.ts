import { messageOf } from "@flux-ts/base";
import type { Log } from "@flux-ts/base";
import { createApiServer } from "@flux-ts/apiserver";
import type { ApiServer, ApiServerOptions } from "@flux-ts/apiserver";
import { createClient, writeKubeconfig } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { CommandError } from "../program/errors.ts";
import type { AccessFiles } from "./access-files.ts";
import { readClientCa, readPolicy } from "./access-files.ts";
import type { Identity } from "./identity.ts";
import { createIdentity, keepIdentity } from "./identity.ts";
import { fleetPlace } from "./objects.ts";
import { onPort } from "./ports.ts";
import type { ClusterStore } from "./store.ts";
import { openStore } from "./store.ts";

/** A Kubernetes API in this process, for this process and, with its kubeconfig, for others on this machine. */
export interface LocalCluster extends AsyncDisposable {
  readonly url: string;
  /** In process, as an administrator. */
  readonly client: Client;
  /** Tells it from others. */
  readonly id: string;
  /** What the user should know of the folder that keeps it. */
  readonly notes: readonly string[];
  /** Writes all of it to a file, as YAML. */
  exportTo(file: string): Promise<void>;
}

export interface LocalClusterOptions {
  readonly port: number;
  /** Where the kubeconfig is written: for this run, or for all on the same folder. */
  readonly kubeconfig: string;
  /** Folder that keeps the cluster. */
  readonly data: string | undefined;
  readonly importFile: string | undefined;
  readonly access: AccessFiles;
  readonly log: Log;
}

/** @throws CommandError when the port is taken, or the folder or a file cannot be used. */
export async function startCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const identity = options.data === undefined ? createIdentity() : await keepIdentity(options.data);
  const opened = await openStore(options);
  try {
    return await serve(options, identity, opened);
  } catch (error) {
    await opened.store.close();
    throw error;
  }
}

async function serve(
  { port, kubeconfig, access, log }: LocalClusterOptions,
  { token, tls, id, accountKey }: Identity,
  { store, notes, exportTo }: ClusterStore,
): Promise<LocalCluster> {
  const { clientCa } = access;
  const door = clientCa === undefined ? tls : { ...tls, clientCa: await readClientCa(clientCa) };
  const server = await createServer(access, {
    log,
    store,
    ...(accountKey && { serviceAccountKey: accountKey.reveal() }),
    tokens: [{ token: token.reveal(), user: "flux-start", groups: ["system:masters"] }],
  });
  const where = { port, flag: "--api-port", what: "the Kubernetes API" };
  const { url } = await onPort(where, (port) => server.listen({ port, host: "127.0.0.1", tls: door }));
  const { namespace } = fleetPlace;
  await writeKubeconfig(kubeconfig, { name: "flux-start", server: url, ca: tls.cert, token, namespace });
  const client = createClient({ transport: server.transport(), namespace, fieldManager: "flux" });
  return {
    url,
    client,
    id,
    notes,
    exportTo,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.close();
    },
  };
}

/** The server with its audit log, where one is wished. */
async function createServer(
  { auditLog: path, auditPolicy }: AccessFiles,
  options: ApiServerOptions,
): Promise<ApiServer> {
  if (path === undefined) return createApiServer(options);
  if (auditPolicy === undefined) return createApiServer({ ...options, audit: { path } });
  const policy = await readPolicy(auditPolicy);
  try {
    return createApiServer({ ...options, audit: { path, policy } });
  } catch (error) {
    throw new CommandError(`cannot use --audit-policy-file "${auditPolicy}": ${messageOf(error)}`, { cause: error });
  }
}
