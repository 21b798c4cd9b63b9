import type { GroupVersionKind, JsonObject, KubeObject } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import type { BuiltinKind, BuiltinSchemas } from "@flux-ts/kube-schema";
import { decodeBuiltin, deducedType, openApiTypes } from "@flux-ts/kube-schema";
import type { DecodeResult, ObjectType, TypeProblem } from "./object-type.ts";
import { createGoForm } from "./go-form.ts";
import { builtinDefaults } from "./defaults/index.ts";

/** The type of a built-in kind, as the real server's Go types have it. */
export function createBuiltinType(gvk: GroupVersionKind, schemas: BuiltinSchemas | undefined): ObjectType {
  const kind = schemas?.kinds.get(gvk.kind);
  if (schemas === undefined || kind === undefined) throw new TypeError(`No schema of ${gvk.kind} in ${gvk.version}`);
  const toGoForm = createGoForm(schemas.definitions, kind.definition);
  const withDefaults = builtinDefaults(gvk);
  const apiVersion = formatGroupVersion(gvk);
  return {
    checkType: (version, name, body) => checkType({ version, name, body }, { gvk, apiVersion, schemas }),
    decode: (body, decoder) => decode(body, kind, decoder),
    applyDefaults: (object) => withDefaults(toGoForm(object, "read")),
    validate: () => ({ causes: [], warnings: [] }),
    fromStored: (object) => object,
    // Upstream fills defaults in whenever it reads, so also what follows from what was decided after decoding.
    toStored: (object) => toGoForm(withDefaults(object), "stored"),
    patchSchema: kind.patchSchema,
    blank: toGoForm({ apiVersion, kind: gvk.kind, metadata: {} } as unknown as KubeObject, "blank"),
    fields: openApiTypes(schemas.definitions).get(kind.definition) ?? deducedType,
    typedItems: false,
  };
}

function decode(body: JsonObject, kind: BuiltinKind, decoder: "json" | "converter"): DecodeResult {
  const outcome = decodeBuiltin(body, kind, decoder);
  if (!outcome.decoded) return outcome;
  return { ...outcome, object: { metadata: {}, ...outcome.value } as unknown as KubeObject };
}

interface Wanted {
  readonly gvk: GroupVersionKind;
  readonly apiVersion: string;
  readonly schemas: BuiltinSchemas;
}

interface GivenType {
  readonly version: string;
  readonly name: string;
  readonly body: JsonObject | undefined;
}

function checkType({ version, name, body }: GivenType, { gvk, apiVersion, schemas }: Wanted): TypeProblem | undefined {
  if ((version === "" || version === apiVersion) && (name === "" || name === gvk.kind)) return undefined;
  const kind = name === "" ? gvk.kind : name;
  const given = version === "" ? apiVersion : version;
  if (body !== undefined) return patchedProblem({ version: given, name: kind, body }, schemas);
  const short = given.slice(given.indexOf("/") + 1);
  const known = given !== apiVersion ? isBuiltinVersion(given) : schemas.kinds.has(kind);
  const why = known
    ? `converting (${short}.${kind}) to (${internalPackage(gvk.group)}.${gvk.kind}): unknown conversion`
    : `no kind "${kind}" is registered for version "${given}" in scheme "pkg/runtime/scheme.go:111"`;
  return { unrecognized: false, message: `${kind} in version "${short}" cannot be handled as a ${gvk.kind}: ${why}` };
}

/** What is wrong with a patched object that says another type. */
function patchedProblem({ version, name, body }: GivenType, { kinds }: BuiltinSchemas): TypeProblem {
  const other = kinds.get(name);
  const unknown = `no kind "${name}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`;
  const outcome =
    other === undefined || !isBuiltinVersion(version) ? undefined : decodeBuiltin(body ?? {}, other, "json");
  const message = outcome === undefined || outcome.decoded ? unknown : outcome.message;
  return { unrecognized: false, message };
}

function isBuiltinVersion(apiVersion: string): boolean {
  return apiVersion.endsWith("/v1") || apiVersion === "v1" || apiVersion === "autoscaling/v2";
}

/** Go package of a group's internal types. */
function internalPackage(group: string): string {
  return group === "" ? "core" : (group.split(".", 1)[0] as string);
}
