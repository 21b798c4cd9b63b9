import { messageOf } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import type { Kustomization, SubstituteReference } from "@flux-ts/flux-api";
import { isNotFound } from "@flux-ts/kube";
import { checkVariableNames, variableValue } from "../build/substitute.ts";
import type { Variables } from "../build/substitute.ts";
import type { Data, DataReader } from "./data-cache.ts";
import { namespaceOf } from "./spec.ts";

interface ReadOptions {
  readonly reader: DataReader;
  /** Asks the server even about what is known. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

/**
 * The variables of `spec.postBuild`: those of ConfigMaps and Secrets in their order, then those written in the spec;
 * later ones win.
 *
 * @throws ReconcileError BuildFailed when a required object is missing or a name is not one.
 */
export async function readVariables(object: Kustomization, options: ReadOptions): Promise<Variables> {
  const { substituteFrom = [], substitute = {} } = object.spec.postBuild ?? {};
  const variables = new Map<string, string>();
  for (const reference of substituteFrom) {
    const data = await readData(object, reference, options);
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
  { reader, fresh, signal }: ReadOptions,
): Promise<Data> {
  try {
    return await reader.read({ apiVersion: "v1", kind, namespace: namespaceOf(object), name }, { fresh, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (optional === true && isNotFound(error)) return {};
    const message = `post build failed: substitute from '${kind}/${name}' error: ${messageOf(error)}`;
    throw new ReconcileError("BuildFailed", message, { cause: error });
  }
}
