import { canonicalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { invalid, notSupported, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { checkConversion } from "./definition-conversion.ts";
import { checkDefaults } from "./definition-defaults.ts";
import { checkRuleForms } from "./definition-rules.ts";
import { checkSchemaRules } from "./definition-schema.ts";
import { checkVersionDetails } from "./definition-versions.ts";
import { objectsIn, stringsIn } from "./keywords.ts";
import { dnsLabelProblem, kindProblem, subdomainProblem } from "./names.ts";
import type { ValidationRules } from "./rules.ts";
import { compileStructuralSchema } from "./schema.ts";

export interface CheckOptions {
  /**
   * Compiles the `x-kubernetes-validations` of a version's schema and estimates their cost, where they are well-formed.
   * Without it only their form is checked. Called for schemas that are structural and have good defaults.
   */
  readonly checkRules?: (
    schema: JsonObject,
    path: string,
    options: { readonly isSound: (schema: JsonObject) => boolean },
  ) => readonly FieldCause[];
  /** Evaluates rules on the defaults of a version's schema. Without it rules are not asked about defaults. */
  readonly rules?: () => ValidationRules;
}

/**
 * Checks the spec of a CustomResourceDefinition (`apiextensions.k8s.io/v1`) whose defaults are filled in: names, versions,
 * and the rules of structural schemas. Empty when the API server would accept it.
 */
export function checkDefinition(definition: JsonObject, options: CheckOptions = {}): readonly FieldCause[] {
  const spec = objectIn(definition, "spec");
  const group = textIn(spec, "group");
  const plural = textIn(objectIn(spec, "names"), "plural");
  const name = textIn(objectIn(definition, "metadata"), "name");
  const versions = objectsIn(spec["versions"]);
  const causes: FieldCause[] = [];
  if (name !== `${plural}.${group}`) {
    causes.push(invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'));
  }
  return [
    ...causes,
    ...checkGroup(group),
    ...checkScope(textIn(spec, "scope")),
    ...checkVersions(versions),
    ...checkPreserving(spec),
    ...checkConversion(spec),
    ...checkNames(objectIn(spec, "names")),
    ...checkVersionDetails(versions),
    ...checkSchemas(versions, options),
  ];
}

function checkGroup(group: string): readonly FieldCause[] {
  if (group === "") return [required("spec.group")];
  const problem = subdomainProblem(group);
  if (problem !== undefined) return [invalid("spec.group", group, problem)];
  if (group.includes(".")) return [];
  return [invalid("spec.group", group, "should be a domain with at least one dot")];
}

function checkScope(scope: string): readonly FieldCause[] {
  if (scope === "") return [required("spec.scope")];
  return scope === "Cluster" || scope === "Namespaced"
    ? []
    : [notSupported("spec.scope", scope, ["Cluster", "Namespaced"])];
}

function checkVersions(versions: readonly JsonObject[]): readonly FieldCause[] {
  const names = versions.map((version) => textIn(version, "name"));
  const causes = names.flatMap((name, index) => {
    const problem = dnsLabelProblem(name);
    return problem === undefined ? [] : [invalid(`spec.versions[${index}].name`, name, problem)];
  });
  if (new Set(names).size !== names.length) {
    causes.push(invalid("spec.versions", versions.map(asKept), "must contain unique version names"));
  }
  if (versions.filter((version) => getOwn(version, "storage") === true).length !== 1) {
    const detail = "must have exactly one version marked as storage version";
    causes.push(invalid("spec.versions", versions.map(asKept), detail));
  }
  // The API server keeps the name of the first version in another place, too.
  const [first = ""] = names;
  const problem = first === "" ? undefined : dnsLabelProblem(first);
  if (problem !== undefined) causes.push(invalid("spec.version", first, problem));
  return causes;
}

/** A version as the API server keeps it and prints it; what all versions have alike is elsewhere. */
function asKept(version: JsonObject): JsonObject {
  return {
    Name: textIn(version, "name"),
    Served: version["served"] === true,
    Storage: version["storage"] === true,
    Deprecated: version["deprecated"] === true,
    DeprecationWarning: version["deprecationWarning"] ?? null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  };
}

function checkPreserving(spec: JsonObject): readonly FieldCause[] {
  if (spec["preserveUnknownFields"] !== true) return [];
  const detail =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  return [invalid("spec.preserveUnknownFields", true, detail)];
}

function checkNames(names: JsonObject): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  for (const key of ["plural", "singular", "kind", "listKind"]) {
    const name = textIn(names, key);
    const isKind = key === "kind" || key === "listKind";
    if (name === "") {
      causes.push(required(`spec.names.${key}`));
      continue;
    }
    const problem = isKind ? kindProblem(name) : dnsLabelProblem(name);
    if (problem !== undefined) causes.push(invalid(`spec.names.${key}`, name, problem));
  }
  for (const key of ["shortNames", "categories"]) {
    stringsIn(getOwn(names, key)).forEach((alias, index) => {
      const problem = dnsLabelProblem(alias);
      if (problem !== undefined) causes.push(invalid(`spec.names.${key}[${index}]`, alias, problem));
    });
  }
  const kind = textIn(names, "kind");
  if (kind !== "" && kind === textIn(names, "listKind")) {
    causes.push(invalid("spec.names.listKind", kind, "kind and listKind may not be the same"));
  }
  return causes;
}

function checkSchemas(versions: readonly JsonObject[], options: CheckOptions): readonly FieldCause[] {
  const schemas = versions.map((version) => getOwn(objectIn(version, "schema"), "openAPIV3Schema"));
  const shared = schemas.every((schema) => canonicalJson(schema ?? null) === canonicalJson(schemas[0] ?? null));
  return schemas.flatMap((schema, index) => {
    if (!isJsonObject(schema)) {
      return [required(`spec.versions[${index}].schema.openAPIV3Schema`)];
    }
    // The API server keeps a schema all versions share in one place, and its messages speak of that place.
    if (shared && index > 0) return [];
    const path = shared ? "spec.validation.openAPIV3Schema" : `spec.versions[${index}].schema.openAPIV3Schema`;
    return checkSchema(schema, path, options);
  });
}

function checkSchema(schema: JsonObject, path: string, { checkRules, rules }: CheckOptions): readonly FieldCause[] {
  const { structural, others } = checkSchemaRules(schema, path);
  if (structural.length > 0) return [...structural, ...others];
  const { invalid: unfit, others: misplaced } = checkDefaults(compileStructuralSchema(schema), path, rules?.());
  if (unfit.length > 0) return [...others, ...misplaced, ...unfit];
  const isSound = (node: JsonObject): boolean => checkRuleForms(node, "").length === 0;
  return [...others, ...misplaced, ...(checkRules?.(schema, path, { isSound }) ?? [])];
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = getOwn(object, key);
  return isJsonObject(value) ? value : {};
}

function textIn(object: JsonObject, key: string): string {
  const value = getOwn(object, key);
  return typeof value === "string" ? value : "";
}
