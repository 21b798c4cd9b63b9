import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { KustomizeError, prefixError, withPrefix } from "../errors.ts";
import type { FieldSpec } from "../field/field-spec.ts";
import { applyFieldSpec, createFieldSpec } from "../field/field-spec.ts";
import { setScalar } from "../field/setters.ts";
import { goJson } from "../generate/hash.ts";
import { bool, string } from "../kustomization/decode.ts";
import { fieldSpecsType, metadataType } from "../kustomization/schema.ts";
import type { FieldSpecEntry } from "../kustomization/types.ts";
import { wrongNodeKind } from "../merge/node-kind.ts";
import type { Schema } from "../merge/schema.ts";
import { compileFieldSpecs, readConfig } from "../plugin/config.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import { annotatedObject } from "../resource/build-annotations.ts";
import type { ResourceSet } from "../resource/resource-set.ts";
import type { Resource } from "../resource/resource.ts";
import { scalarText, valueAt, withField } from "../resource/value.ts";

const subjectModes = ["none", "defaultOnly", "allServiceAccounts"] as const;

/** Which subjects of role bindings move along. */
type SubjectMode = (typeof subjectModes)[number];

export interface NamespaceChange {
  readonly namespace: string;
  readonly specs: readonly FieldSpec[];
  readonly subjects: SubjectMode;
  /** Whether fields that name a namespace keep it. */
  readonly unsetOnly: boolean;
}

interface Config {
  readonly metadata?: { readonly namespace?: string };
  readonly fieldSpecs?: readonly FieldSpecEntry[];
  readonly setRoleBindingSubjects?: string;
  readonly unsetOnly?: boolean;
}

export const createNamespaceTransformer: TransformerFactory = (config) => {
  const read = readConfig<Config>(config, "NamespaceTransformerPlugin", {
    metadata: metadataType,
    fieldSpecs: fieldSpecsType,
    setRoleBindingSubjects: string,
    unsetOnly: bool,
  });
  const change: NamespaceChange = {
    namespace: read.metadata?.namespace ?? "",
    specs: compileFieldSpecs(read.fieldSpecs),
    subjects: parseSubjectMode(read.setRoleBindingSubjects),
    unsetOnly: read.unsetOnly ?? false,
  };
  return { transform: (set) => moveAll(set, change) };
};

function parseSubjectMode(text: string | undefined): SubjectMode {
  if (!text) return "defaultOnly";
  const mode = subjectModes.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new KustomizeError(
    "invalid-config",
    `invalid value "${text}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
  );
}

function moveAll(set: ResourceSet, change: NamespaceChange): void {
  if (change.namespace === "") return;
  for (const resource of set.resources) {
    resource.storeId(set.schema);
    setNamespace(resource, change, set.schema);
    refuseConflict(resource, set);
  }
}

/** Two objects that differed by namespace only may not become the same one. */
function refuseConflict(resource: Resource, set: ResourceSet): void {
  const same = set.withCurrentId(resource.id);
  if (same.length === 1) return;
  const objects = same.map((each) => goJson(annotatedObject(each))).join(" ");
  throw new KustomizeError("conflict", `namespace transformation produces ID conflict: [${objects}]`);
}

const metadataNamespace = createFieldSpec({ path: "metadata/namespace", create: true });

/** Moves one object, and what it says about namespaces, into another namespace. */
export function setNamespace(resource: Resource, change: NamespaceChange, schema: Schema): void {
  const set = setScalar((current) => {
    const keeps = change.unsetOnly && scalarText(current) !== "";
    return keeps ? (current as JsonValue) : change.namespace;
  });
  if (!schema.isClusterScoped(resource.id)) applyFieldSpec(resource, metadataNamespace, set, "scalar");
  if (isRoleBinding(resource)) {
    withPrefix("setting namespace on (cluster)role binding subjects", () => {
      moveSubjects(resource, change);
    });
  }
  for (const spec of change.specs) {
    if (spec.path === metadataNamespace.path || isSubjectSpec(spec, resource) || isForeignKind(spec, resource))
      continue;
    try {
      applyFieldSpec(resource, spec, set, "scalar");
    } catch (error) {
      throw prefixError(error, "namespace field specs must target scalar nodes");
    }
  }
}

/** Subjects of role bindings are handled apart: older configurations have specs for them. */
function isSubjectSpec(spec: FieldSpec, resource: Resource): boolean {
  return isRoleBinding(resource) && spec.path === "subjects/namespace";
}

/** The name of a Namespace moves only if it is the kind of the core group. */
function isForeignKind(spec: FieldSpec, { id }: Resource): boolean {
  return spec.kind === "Namespace" && spec.path === "metadata/name" && id.group !== "";
}

function isRoleBinding({ id }: Resource): boolean {
  return id.kind === "RoleBinding" || id.kind === "ClusterRoleBinding";
}

function moveSubjects(resource: Resource, change: NamespaceChange): void {
  const subjects = getOwn(resource.object, "subjects");
  if (change.subjects === "none" || subjects === undefined || subjects === null) return;
  if (!Array.isArray(subjects)) throw wrongNodeKind("SequenceNode", subjects);
  const moved = (subjects as JsonArray).map((subject) =>
    isMovedSubject(subject, change) ? withField(subject as JsonObject, "namespace", change.namespace) : subject,
  );
  resource.object = withField(resource.object, "subjects", moved);
}

function isMovedSubject(subject: JsonValue, { subjects, unsetOnly }: NamespaceChange): boolean {
  const [field, wanted] = subjects === "allServiceAccounts" ? ["kind", "ServiceAccount"] : ["name", "default"];
  const isSelected = withPrefix(`looking up ${field} on (cluster)role binding subject`, () => {
    if (!isJsonObject(subject)) throw wrongNodeKind("MappingNode", subject);
    const value = getOwn(subject, field);
    if (value !== null && typeof value === "object") throw wrongNodeKind("ScalarNode", value);
    return value === wanted;
  });
  return isSelected && !(unsetOnly && scalarText(valueAt(subject, "namespace")) !== "");
}
