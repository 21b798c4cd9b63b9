import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";

/** The older field for what a claim starts with and the newer one agree, where the older can say it. */
export function withSources(claim: KubeObject): KubeObject {
  const { spec } = claim;
  return isJsonObject(spec) ? { ...claim, spec: sameSources(spec) } : claim;
}

function sameSources(spec: JsonObject): JsonObject {
  const { dataSource, dataSourceRef } = spec;
  if (isJsonObject(dataSource) && dataSourceRef === undefined) return { ...spec, dataSourceRef: dataSource };
  if (!isJsonObject(dataSourceRef) || dataSource !== undefined || dataSourceRef["namespace"]) return spec;
  const { apiGroup = null, kind = "", name = "" } = dataSourceRef;
  const isVolume =
    kind === "PersistentVolumeClaim" || (apiGroup === "snapshot.storage.k8s.io" && kind === "VolumeSnapshot");
  return isVolume ? { ...spec, dataSource: { apiGroup, kind, name } } : spec;
}
