import type { GroupVersionKind } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import type { BuiltinSchemas } from "@flux-ts/kube-schema";
import type { MessageType } from "./types.ts";
import { MessageTypes } from "./types.ts";

/** The messages of kinds. */
export interface MessageKinds {
  /** Undefined when the kind is not written in this way. */
  get(apiVersion: string, kind: string): MessageType | undefined;
}

const metadataKinds = ["PartialObjectMetadata", "PartialObjectMetadataList"];

/** Kinds that a group version takes from another are in its document, too. */
export function createMessageKinds(schemas: readonly BuiltinSchemas[]): MessageKinds {
  const kinds = new Map<string, () => MessageType | undefined>();
  for (const { definitions } of schemas) {
    const messages = new MessageTypes(definitions);
    for (const [definition, schema] of Object.entries(definitions)) {
      for (const kind of (schema["x-kubernetes-group-version-kind"] ?? []) as unknown as readonly GroupVersionKind[]) {
        kinds.set(`${formatGroupVersion(kind)} ${kind.kind}`, () => messages.get(definition));
      }
    }
    for (const kind of metadataKinds) {
      kinds.set(`meta.k8s.io/v1 ${kind}`, () => messages.get(`io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`));
    }
  }
  return { get: (apiVersion, kind) => kinds.get(`${apiVersion} ${kind}`)?.() };
}
