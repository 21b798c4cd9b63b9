import { getOwn, isJsonObject, messageOf } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { substitute } from "@flux-ts/envsubst";
import { emitYaml, parseYaml } from "@flux-ts/yaml";

/** Variables by name. Several of the values may be secret: they go into manifests, never into messages. */
export type Variables = ReadonlyMap<string, string>;

export interface SubstituteOptions {
  readonly variables: Variables;
  /** A variable without value and without default is an error. */
  readonly strict: boolean;
}

const optOut = "kustomize.toolkit.fluxcd.io/substitute";
const variableName = /^[_A-Za-z][_A-Za-z0-9]*$/;

/**
 * The object with its variables replaced. As upstream, the object's YAML text is what is substituted and read again:
 * a value may become a number, a boolean or a whole structure.
 *
 * @throws Error in upstream's words.
 */
export function substituteObject(object: KubeObject, options: SubstituteOptions): KubeObject {
  if (isOptedOut(object)) return object;
  const text = emitYaml(object);
  if (!text.includes("$")) return object;
  return readBack(expand(text, options));
}

/** @throws Error when a variable cannot be used under its name. */
export function checkVariableNames(variables: Variables): void {
  for (const name of variables.keys()) {
    if (variableName.test(name)) continue;
    const rule = "^[_[:alpha:]][_[:alpha:][:digit:]]*$";
    throw new Error(`envsubst error: '${name}' var name is invalid, must match '${rule}'`);
  }
}

/** A value as it is substituted: line breaks would end the scalar it is put into. */
export function variableValue(text: string): string {
  return text.replaceAll("\n", "");
}

function isOptedOut({ metadata: { labels = {}, annotations = {} } }: KubeObject): boolean {
  return getOwn(labels, optOut) === "disabled" || getOwn(annotations, optOut) === "disabled";
}

function expand(text: string, { variables, strict }: SubstituteOptions): string {
  try {
    return substitute(text, (name) => variables.get(name), { strict });
  } catch (error) {
    throw new Error(`envsubst error: variable substitution failed: ${messageOf(error)}`, { cause: error });
  }
}

function readBack(text: string): KubeObject {
  let value;
  try {
    value = parseYaml(text, { profile: "sigs" });
  } catch (error) {
    throw new Error(`envsubst error: YAMLToJSON: ${messageOf(error)}`, { cause: error });
  }
  if (!isJsonObject(value)) throw new Error("envsubst error: the substituted manifest is not an object");
  return value as KubeObject;
}
