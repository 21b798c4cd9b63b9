import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@flux-ts/base";
import { connect, type Client, type ClusterAccess } from "@flux-ts/kube";
import { peerPath } from "../../../scripts/peers/programs.ts";
import { freePorts, startProgram, type Program } from "./program.ts";

/** A real API server on a real etcd, and nothing else: no controllers, no nodes. */
export interface Kubernetes extends AsyncDisposable {
  readonly access: ClusterAccess;
  /** The administrator's bearer token. */
  readonly token: string;
  /** An administrator's client. */
  readonly client: Client;
  /** Process ids, for those who measure. */
  readonly pids: { readonly apiServer: number; readonly etcd: number };
  /** Ends the API server as by kill -9 and starts it again, at the same address and on the same etcd. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const token = "admin";
const readyTimeoutMs = 60_000;

/** Starts both on free ports of the loopback interface, with folders that are removed in the end. */
export async function startKubernetes(): Promise<Kubernetes> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-kubernetes-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const [clientPort = 0, peerPort = 0, securePort = 0] = await freePorts(3);
  const etcd = stack.use(await startEtcd(folder, { clientPort, peerPort }));
  const ports = { clientPort, securePort };
  let apiServer = await startApiServer(folder, ports);
  stack.defer(() => apiServer[Symbol.asyncDispose]());
  const access = await untilServed(apiServer, folder, securePort);
  const client = connect(access);
  stack.defer(() => client.close());
  await apiServer.ready(() => isReady(client), readyTimeoutMs);
  const held = stack.move();
  const close = (): Promise<void> => held.disposeAsync();
  return {
    access,
    token,
    client,
    get pids() {
      return { apiServer: apiServer.pid, etcd: etcd.pid };
    },
    restart: async () => {
      await apiServer[Symbol.asyncDispose]();
      apiServer = await startApiServer(folder, ports);
      await apiServer.ready(() => isReady(client), readyTimeoutMs);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface EtcdPorts {
  readonly clientPort: number;
  readonly peerPort: number;
}

async function startEtcd(folder: string, { clientPort, peerPort }: EtcdPorts): Promise<Program> {
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const args = [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--log-level=warn",
  ];
  const program = await startProgram(peerPath("etcd"), args, join(folder, "etcd.log"));
  await program.ready(async () => (await fetch(`${client}/health`)).ok, readyTimeoutMs);
  return program;
}

interface ApiServerPorts {
  readonly clientPort: number;
  readonly securePort: number;
}

async function startApiServer(folder: string, { clientPort, securePort }: ApiServerPorts): Promise<Program> {
  const keyFile = join(folder, "service-account.key");
  const tokenFile = join(folder, "tokens.csv");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  await writeFile(tokenFile, `${token},admin,1,"system:masters"\n`, { mode: 0o600 });
  const args = [
    `--etcd-servers=http://127.0.0.1:${clientPort}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${securePort}`,
    `--cert-dir=${join(folder, "certificates")}`,
    `--token-auth-file=${tokenFile}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${keyFile}`,
    `--service-account-signing-key-file=${keyFile}`,
    "--service-cluster-ip-range=10.96.0.0/16",
    "--endpoint-reconciler-type=none",
  ];
  return await startProgram(peerPath("kube-apiserver"), args, join(folder, "kube-apiserver.log"));
}

/** Waits for the certificate that the server makes for itself. */
async function untilServed(apiServer: Program, folder: string, port: number): Promise<ClusterAccess> {
  let ca = "";
  await apiServer.ready(async () => {
    ca = await readFile(join(folder, "certificates", "apiserver.crt"), "utf8");
    return ca !== "";
  }, readyTimeoutMs);
  return {
    server: new URL(`https://127.0.0.1:${port}`),
    tls: { ca },
    namespace: "default",
    credentials: () => Promise.resolve({ token: new Secret(token) }),
  };
}

async function isReady(client: Client): Promise<boolean> {
  await client.request({ method: "GET", path: "/readyz" });
  const namespace = await client.find({ apiVersion: "v1", kind: "Namespace", name: "default" });
  return namespace !== undefined;
}
