import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { deducedType, untypedPatchSchema } from "@flux-ts/kube-schema";
import { goShape } from "../request/go-json.ts";
import type { DecodeResult, ObjectType } from "./object-type.ts";

const apiVersion = "autoscaling/v1";

/** The type of `autoscaling/v1 Scale`, which is never stored: one field of it counts. */
export const scaleType: ObjectType = {
  checkType: (version, kind) => {
    if ((version === "" || version === apiVersion) && (kind === "" || kind === "Scale")) return undefined;
    const short = version.slice(version.indexOf("/") + 1);
    const why = `converting (${short}.${kind}) to (autoscaling.Scale): unknown conversion`;
    return { unrecognized: false, message: `${kind} in version "${short}" cannot be handled as a Scale: ${why}` };
  },
  decode: (body) => decode(body),
  applyDefaults: (object) => object,
  validate: () => ({ causes: [], warnings: [] }),
  fromStored: (object) => object,
  toStored: (object) => object,
  patchSchema: untypedPatchSchema,
  blank: undefined,
  fields: deducedType,
  typedItems: false,
};

function decode(body: JsonObject): DecodeResult {
  const spec = body["spec"] ?? {};
  if (!isJsonObject(spec)) return mismatch(spec, "Scale.spec", "v1.ScaleSpec");
  const { replicas = 0 } = spec;
  if (typeof replicas !== "number" || !Number.isInteger(replicas)) {
    return mismatch(replicas, "ScaleSpec.spec.replicas", "int32");
  }
  return { decoded: true, object: { metadata: {}, ...body } as unknown as KubeObject, unknownFields: [] };
}

function mismatch(value: Parameters<typeof goShape>[0], field: string, type: string): DecodeResult {
  const message = `json: cannot unmarshal ${goShape(value)} into Go struct field ${field} of type ${type}`;
  return { decoded: false, message };
}
