import type { GroupVersionKind, JsonObject, KubeObject } from "@flux-ts/base";
import { formatGroupVersion, isJsonObject, parseGroupVersion } from "@flux-ts/base";
import type { CelType } from "@flux-ts/cel";
import { compileCel, formatIssues, objectType } from "@flux-ts/cel";
import { objectsIn, textsIn } from "../../resources/entries.ts";
import type { Catalog } from "../../resources/catalog.ts";
import { namesOf } from "../dynamic/environment.ts";
import { specOf, textIn } from "../dynamic/policy.ts";

/** The type of the objects of a kind; undefined when there is no such kind. */
export type TypeOfKind = (gvk: GroupVersionKind) => CelType | undefined;

export interface TypeCheckOptions {
  readonly catalog: Catalog;
  readonly typeOf: TypeOfKind;
}

/** A rule that is about more kinds is checked for so many. */
const mostKinds = 10;

/**
 * What is wrong with the expressions of a policy for the kinds that it is about, as `status.typeChecking` has it. Rules
 * with wildcards are not looked at.
 */
export function checkTypes(policy: KubeObject, { catalog, typeOf }: TypeCheckOptions): readonly JsonObject[] {
  const spec = specOf(policy);
  const kinds = kindsOf(spec, catalog).flatMap((gvk) => {
    const type = typeOf(gvk);
    return type === undefined ? [] : [{ gvk, type }];
  });
  const params = paramsOf(spec, typeOf);
  const warn = (text: string, fieldRef: string): readonly JsonObject[] => {
    const problems = kinds.flatMap(({ gvk, type }) => {
      const problem = problemOf(text, spec, { object: type, params });
      return problem === undefined ? [] : [`${formatKind(gvk)}: ${problem}\n`];
    });
    return problems.length === 0 ? [] : [{ fieldRef, warning: problems.join("\n") }];
  };
  return objectsIn(spec["validations"]).flatMap((validation, index) => {
    const path = `spec.validations[${index}]`;
    const message = textIn(validation, "messageExpression");
    return [
      ...warn(textIn(validation, "expression"), `${path}.expression`),
      ...(message === "" ? [] : warn(message, `${path}.messageExpression`)),
    ];
  });
}

function formatKind({ group, version, kind }: GroupVersionKind): string {
  return `${group === "" ? `/${version}` : formatGroupVersion({ group, version })}, Kind=${kind}`;
}

/** The kinds that rules name one by one, in their order. */
function kindsOf(spec: JsonObject, catalog: Catalog): readonly GroupVersionKind[] {
  const constraints = isJsonObject(spec["matchConstraints"]) ? spec["matchConstraints"] : {};
  const found = new Map<string, GroupVersionKind>();
  for (const rule of objectsIn(constraints["resourceRules"])) {
    for (const gvk of kindsIn(rule, catalog).slice(0, mostKinds)) found.set(formatKind(gvk), gvk);
  }
  return [...found.keys()].toSorted().flatMap((key) => found.get(key) ?? []);
}

function kindsIn(rule: JsonObject, catalog: Catalog): readonly GroupVersionKind[] {
  const [groups, versions, resources] = ["apiGroups", "apiVersions", "resources"].map((field) => textsIn(rule[field]));
  if ([groups, versions, resources].some((texts) => texts?.some((text) => text.includes("*")))) return [];
  const plurals = (resources ?? []).filter((text) => !text.includes("/")).toSorted();
  return (groups ?? []).toSorted().flatMap((group) =>
    (versions ?? []).toSorted().flatMap((version) =>
      plurals.flatMap((plural) => {
        const served = catalog.find(group, version, plural);
        return served === undefined ? [] : [{ group, version, kind: served.resource.kind }];
      }),
    ),
  );
}

/** Undefined when the policy has no parameters. */
function paramsOf({ paramKind }: JsonObject, typeOf: TypeOfKind): CelType | undefined {
  if (!isJsonObject(paramKind)) return undefined;
  const { group, version } = parseGroupVersion(textIn(paramKind, "apiVersion"));
  return typeOf({ group, version, kind: textIn(paramKind, "kind") }) ?? { kind: "dyn" };
}

interface Types {
  readonly object: CelType;
  readonly params: CelType | undefined;
}

/** Why an expression does not fit a kind. Variables that do not are of any type: they are told where they stand. */
function problemOf(text: string, spec: JsonObject, { object, params }: Types): string | undefined {
  const types: { [name: string]: CelType } = {};
  const names = () => ({
    ...namesOf({
      params: params !== undefined,
      authorizer: true,
      variables: objectType("kubernetes.variables", types),
    }),
    object,
    oldObject: object,
    ...(params && { params }),
  });
  for (const variable of objectsIn(spec["variables"])) {
    const compiled = compileCel(textIn(variable, "expression"), { variables: names() });
    types[textIn(variable, "name")] = compiled.ok ? compiled.program.type : { kind: "dyn" };
  }
  const compiled = compileCel(text, { variables: names() });
  return compiled.ok || compiled.reason !== "text" ? undefined : formatIssues(text, compiled.issues);
}
