import type { JsonObject } from "@flux-ts/base";
import { createArtifactServer, createArtifactStore } from "@flux-ts/artifact";
import type { ArtifactStore, PackEntry } from "@flux-ts/artifact";
import { findCondition } from "@flux-ts/controller";
import type { Kustomization, KustomizationSpec } from "@flux-ts/flux-api";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { untilAtRest } from "../rest.ts";

const namespace = "flux-system";
const timeoutMs = 45_000;
const sourceKind = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository" };

export type Files = { readonly [path: string]: string };

/** Plays the source controller and the user for one Kustomization with a source and a target namespace of its own. */
export class Stage {
  readonly key: ObjectKey;
  readonly target: string;
  readonly #client: Client;
  readonly #store: ArtifactStore;
  #revisions = 0;

  constructor(name: string, { client, store }: { readonly client: Client; readonly store: ArtifactStore }) {
    this.key = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", namespace, name };
    this.target = name;
    this.#client = client;
    this.#store = store;
  }

  /** Publishes the files as the next revision of the source, and gives it. */
  async publish(files: Files): Promise<string> {
    this.#revisions += 1;
    const revision = `main@sha1:${String(this.#revisions).repeat(40)}`;
    const { name } = this.key;
    const source = { kind: sourceKind.kind, namespace, name };
    const written = await this.#store.put(source, `${this.#revisions}.tar.gz`, entriesOf(files));
    const artifact = { ...written, revision, lastUpdateTime: "2026-01-01T00:00:00Z" };
    if (this.#revisions === 1) await this.createSource();
    const lastTransitionTime = "2026-01-01T00:00:00Z";
    const ready = { type: "Ready", status: "True", reason: "Succeeded", message: "stored", lastTransitionTime };
    const status = { artifact, observedGeneration: 1, conditions: [ready] };
    await this.#client.patchStatus({ ...sourceKind, namespace, name }, { type: "merge", patch: { status } });
    return revision;
  }

  /** A source that has stored nothing yet. */
  async createSource(): Promise<void> {
    const metadata = { namespace, name: this.key.name };
    await this.#client.create({ ...sourceKind, metadata, spec: { url: "https://example.com/fleet", interval: "10m" } });
  }

  async create(spec: Partial<KustomizationSpec> = {}): Promise<void> {
    const { apiVersion, kind, name } = this.key;
    await this.#client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: this.target } });
    const sourceRef = { kind: sourceKind.kind, name };
    const defaults = { interval: "10m", retryInterval: "10m", timeout: "4s", path: "./", prune: true };
    const full = { ...defaults, sourceRef, targetNamespace: this.target, ...spec };
    await this.#client.create({ apiVersion, kind, metadata: { namespace, name }, spec: full });
  }

  async change(patch: JsonObject): Promise<void> {
    await this.#client.patch(this.key, { type: "merge", patch });
  }

  async delete(): Promise<void> {
    await this.#client.delete(this.key);
    await this.until((object) => object === undefined);
  }

  async until(predicate: (object: Kustomization | undefined) => boolean): Promise<void> {
    await this.#client.waitFor<Kustomization>(this.key, predicate, { timeoutMs });
  }

  /** Resolves when nothing happens to the Kustomization any more. */
  async rest(): Promise<void> {
    await untilAtRest(this.#client, this.key);
  }

  /** Resolves when the Kustomization is ready, at this revision where one is given, and at rest. */
  async untilReady(revision?: string): Promise<void> {
    await this.until(
      (object) =>
        readyOf(object)?.status === "True" &&
        (revision === undefined || object?.status?.lastAppliedRevision === revision) &&
        findCondition(object?.status?.conditions, "Reconciling") === undefined,
    );
    await this.rest();
  }

  /** Resolves when the Kustomization has failed for this reason. */
  async untilFailed(reason: string): Promise<void> {
    await this.until((object) => readyOf(object)?.status === "False" && readyOf(object)?.reason === reason);
    await this.rest();
  }
}

export interface StageHouse extends AsyncDisposable {
  stageOf(name: string): Stage;
}

/** Where the stages of all scenarios are: one artifact server for all. */
export async function openStages(client: Client, root: string): Promise<StageHouse> {
  const server = await createArtifactServer({ root });
  const store = createArtifactStore({ root, address: server.url });
  return {
    stageOf: (name) => new Stage(name, { client, store }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function readyOf(object: Kustomization | undefined) {
  return findCondition(object?.status?.conditions, "Ready");
}

async function* entriesOf(files: Files): AsyncGenerator<PackEntry> {
  const sorted = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, text] of sorted) yield { path, executable: false, content: new TextEncoder().encode(text) };
}

/** The manifest of a ConfigMap. */
export function configMap(name: string, value = "1"): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`;
}

/** The manifest of a Deployment. */
export function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 1
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: app, image: "app:1"}]}
`;
}

/** The manifest of an object that no controller here looks after, so that it is never ready. */
export function neverReady(name: string): string {
  const spec = "{url: https://example.com/never, interval: 10m, suspend: true}";
  return `apiVersion: ${sourceKind.apiVersion}\nkind: ${sourceKind.kind}\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}
