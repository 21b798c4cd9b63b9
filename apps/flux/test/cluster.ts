import { createApiServer } from "@flux-ts/apiserver";
import type { KubeObject } from "@flux-ts/base";
import { crdOf, fluxKinds } from "@flux-ts/flux-api";
import { runFlux } from "@flux-ts/flux";
import { createClient } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { parseYamlDocuments } from "@flux-ts/yaml";

/** What a command line did. `stderr` holds progress and errors. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Called with everything the command prints so far. */
  readonly onOutput?: (outcome: Omit<Outcome, "exitCode">) => void;
}

/** The embedded API with the Flux kinds, and the command line on it. */
export interface TestCluster extends AsyncDisposable {
  readonly client: Client;
  /** Creates the objects of a YAML stream, with their status. */
  create(yaml: string): Promise<void>;
  flux(args: readonly string[], options?: RunOptions): Promise<Outcome>;
}

/** Labels that an installation puts on the definitions. */
const installed = { "app.kubernetes.io/part-of": "flux", "app.kubernetes.io/version": "v2.9.4" };

export async function createCluster({ labelled = false } = {}): Promise<TestCluster> {
  const server = createApiServer();
  const connect = (): Client => createClient({ transport: server.transport(), fieldManager: "flux" });
  const client = connect();
  for (const { metadata, ...crd } of fluxKinds.map(crdOf)) {
    await client.create<KubeObject>({ ...crd, metadata: { ...metadata, ...(labelled && { labels: installed }) } });
  }
  return {
    client,
    create: async (yaml) => {
      for (const { value } of parseYamlDocuments(yaml)) await createWithStatus(client, value as KubeObject);
    },
    flux: (args, options) => flux(args, { ...options, connect }),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.close();
    },
  };
}

/** Runs a command line. Without a cluster there is none to connect to. */
export async function flux(
  args: readonly string[],
  { env = {}, signal = new AbortController().signal, onOutput, connect }: RunOptions & { connect?: () => Client } = {},
): Promise<Outcome> {
  const output = { stdout: "", stderr: "" };
  const writer = (stream: keyof typeof output) => ({
    write: (text: string) => {
      output[stream] += text;
      onOutput?.({ ...output });
    },
  });
  const exitCode = await runFlux(args, {
    stdout: writer("stdout"),
    stderr: writer("stderr"),
    env,
    signal,
    ...(connect && { connect: () => Promise.resolve(connect()) }),
  });
  return { exitCode, ...output };
}

async function createWithStatus(client: Client, { status, ...object }: KubeObject): Promise<void> {
  const created = await client.create<KubeObject>(object);
  if (status !== undefined) await client.updateStatus({ ...created, status });
}
