// Events of the core group.
import type { KubeObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid } from "@flux-ts/kube-schema";
import { read } from "./check.ts";
import type { Rules } from "./rules.ts";

/** Events about what lies in no namespace are kept in this one. */
const namespaceOfOthers = "default";

function sameNamespace(event: KubeObject): readonly FieldCause[] {
  const about = read(event, "involvedObject", "namespace") ?? "";
  const { namespace = "" } = event.metadata;
  if (about === namespace || (about === "" && namespace === namespaceOfOthers)) return [];
  return [invalid("involvedObject.namespace", about, "does not match event.namespace")];
}

export const eventRules: Rules = { check: (event) => sameNamespace(event as KubeObject) };
