import { getOwn, isJsonObject, Secret } from "@flux-ts/base";
import type { GitRepository } from "@flux-ts/flux-api";
import type { Client } from "@flux-ts/kube";
import { gitRepositoryController } from "./kind.ts";
import type { GitRepositoryPorts, SecretValues } from "./ports.ts";

/** What the reconciler reads of a cluster. */
export function createClusterPorts(
  client: Pick<Client, "find">,
): Pick<GitRepositoryPorts, "readRepository" | "readSecret"> {
  return {
    async readSecret(namespace, name, signal) {
      const secret = await client.find({ apiVersion: "v1", kind: "Secret", namespace, name }, { signal });
      return secret && valuesOf(getOwn(secret, "data"));
    },
    readRepository: (namespace, name, signal) =>
      client.find<GitRepository>({ ...gitRepositoryController.target, namespace, name }, { signal }),
  };
}

function valuesOf(data: unknown): SecretValues {
  const values = new Map<string, Secret>();
  for (const [key, value] of isJsonObject(data) ? Object.entries(data) : []) {
    if (typeof value === "string") values.set(key, new Secret(Buffer.from(value, "base64").toString()));
  }
  return values;
}
