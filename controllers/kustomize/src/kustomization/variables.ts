import { messageOf } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import type { Kustomization, SubstituteReference } from "@flux-ts/flux-api";
import { isNotFound } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { checkVariableNames, variableValue } from "../build/substitute.ts";
import type { Variables } from "../build/substitute.ts";
import { namespaceOf } from "./spec.ts";

/**
 * The variables of `spec.postBuild`: those of ConfigMaps and Secrets in their order, then those written in the spec;
 * later ones win.
 *
 * @throws ReconcileError BuildFailed when a required object is missing or a name is not one.
 */
export async function readVariables(
  object: Kustomization,
  { client, signal }: { client: Client; signal: AbortSignal },
): Promise<Variables> {
  const { substituteFrom = [], substitute = {} } = object.spec.postBuild ?? {};
  const variables = new Map<string, string>();
  for (const reference of substituteFrom) {
    const data = await readData(object, reference, { client, signal });
    for (const [name, value] of Object.entries(data)) variables.set(name, variableValue(value));
  }
  for (const [name, value] of Object.entries(substitute)) variables.set(name, variableValue(value));
  try {
    checkVariableNames(variables);
  } catch (error) {
    throw new ReconcileError("BuildFailed", `post build failed: ${messageOf(error)}`, { cause: error });
  }
  return variables;
}

async function readData(
  object: Kustomization,
  { kind, name, optional }: SubstituteReference,
  { client, signal }: { client: Client; signal: AbortSignal },
): Promise<{ readonly [key: string]: string }> {
  try {
    const source = await client.get({ apiVersion: "v1", kind, namespace: namespaceOf(object), name }, { signal });
    return kind === "Secret" ? decoded(source) : dataOf(source);
  } catch (error) {
    signal.throwIfAborted();
    if (optional === true && isNotFound(error)) return {};
    const message = `post build failed: substitute from '${kind}/${name}' error: ${messageOf(error)}`;
    throw new ReconcileError("BuildFailed", message, { cause: error });
  }
}

function dataOf(object: KubeObject): { readonly [key: string]: string } {
  return (object.data ?? {}) as { readonly [key: string]: string };
}

function decoded(secret: KubeObject): { readonly [key: string]: string } {
  const entries = Object.entries(dataOf(secret));
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]));
}
