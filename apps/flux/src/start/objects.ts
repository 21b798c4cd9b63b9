import type { KubeObject } from "@flux-ts/base";
import { apiVersionOf, gitRepositoryKind, kustomizationKind } from "@flux-ts/flux-api";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import type { GitCredentials, GitReference } from "@flux-ts/git";
import type { Client } from "@flux-ts/kube";
import { accountsOf } from "./accounts.ts";

/** Namespace and name of what `flux start` creates. */
export const fleetPlace = { namespace: "flux-system", name: "flux-system" } as const;

export const fleetSourceKey = {
  apiVersion: apiVersionOf(gitRepositoryKind),
  kind: gitRepositoryKind.kind,
  ...fleetPlace,
} as const;

export interface FleetSpec {
  readonly url: string;
  readonly reference: GitReference;
  readonly path: string;
  readonly credentials?: GitCredentials | undefined;
}

/** Creates what makes the controllers follow a repository. */
export async function applyFleet(client: Client, spec: FleetSpec, signal: AbortSignal): Promise<void> {
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: fleetPlace.namespace } },
    ...accountsOf(fleetPlace.namespace),
    ...(spec.credentials ? [secretOf(spec.credentials)] : []),
    sourceOf(spec),
    kustomizationOf(spec),
  ];
  for (const object of objects) await client.apply(object, { fieldManager: "flux", force: true, signal });
}

function sourceOf({ url, reference, credentials }: FleetSpec): GitRepository {
  return {
    apiVersion: fleetSourceKey.apiVersion,
    kind: fleetSourceKey.kind,
    metadata: fleetPlace,
    spec: { interval: "1m", url, ref: { ...reference }, ...(credentials && { secretRef: { name: fleetPlace.name } }) },
  };
}

function kustomizationOf({ path }: FleetSpec): Kustomization {
  return {
    apiVersion: apiVersionOf(kustomizationKind),
    kind: kustomizationKind.kind,
    metadata: fleetPlace,
    spec: {
      interval: "10m",
      retryInterval: "30s",
      path,
      prune: true,
      sourceRef: { kind: "GitRepository", name: fleetPlace.name },
    },
  };
}

function secretOf(credentials: GitCredentials): KubeObject {
  const fields =
    credentials.kind === "basic"
      ? { username: credentials.username, password: credentials.password.reveal() }
      : { bearerToken: credentials.token.reveal() };
  const data = Object.fromEntries(
    Object.entries(fields).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  );
  return { apiVersion: "v1", kind: "Secret", metadata: fleetPlace, type: "Opaque", data };
}
