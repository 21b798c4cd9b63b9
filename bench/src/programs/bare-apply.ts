// A client that only dry-runs and applies the same objects as Flux does: the least that installing them can take.
import { mapConcurrently, type KubeObject } from "@flux-ts/base";
import { createClient } from "@flux-ts/kube";
import { parseYamlDocuments } from "@flux-ts/yaml";
import { manifests } from "../flux/app.ts";
import { createNamespaces } from "../flux/fleet.ts";
import { openTransport, type Connection } from "../measure/connection.ts";
import { programInput } from "./run.ts";

export interface BareApplyInput {
  readonly connection: Connection;
  readonly count: number;
}

export interface BareApplyResult {
  readonly seconds: number;
}

/** As many as Flux has: four Kustomizations, each with eight. */
const connections = 32;

const { connection, count } = programInput() as BareApplyInput;
const client = createClient({ transport: openTransport(connection), fieldManager: "bare" });
await createNamespaces(client, count);
const objects = Array.from({ length: count }, (_, index) => objectsOf(`app-${index}`)).flat();
const start = performance.now();
for (const dryRun of [true, false]) {
  await mapConcurrently(objects, connections, (object) => client.apply(object, { dryRun, force: true }));
}
const result: BareApplyResult = { seconds: (performance.now() - start) / 1000 };
process.stdout.write(JSON.stringify(result));
await client.close();

function objectsOf(name: string): readonly KubeObject[] {
  return parseYamlDocuments(manifests.replaceAll("${name}", name)).map(({ value }) => {
    const object = value as KubeObject;
    return { ...object, metadata: { ...object.metadata, namespace: name } };
  });
}
