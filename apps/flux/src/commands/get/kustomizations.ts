import type { Kustomization } from "@flux-ts/flux-api";
import type { KubeObject } from "@flux-ts/base";
import { kustomization } from "../../kinds/kustomization.ts";
import { getCommandWithSource } from "./get.ts";

export const getKustomizations = getCommandWithSource(kustomization, {
  title: "Source",
  cell: (object: KubeObject) => {
    const { spec, metadata } = object as Kustomization;
    const { kind, name, namespace = metadata.namespace } = spec.sourceRef;
    return `${kind}/${namespace}/${name}`;
  },
});
