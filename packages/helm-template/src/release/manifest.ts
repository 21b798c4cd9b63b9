import { decodeYaml, DecodeError } from "../decode/decode.ts";
import { text, textMap } from "../decode/shape.ts";
import type { StructShape } from "../decode/shape.ts";
import { HelmError } from "../errors.ts";
import { isPartial } from "../render/context.ts";
import { compareKinds } from "./kinds.ts";
import { splitManifests } from "./split.ts";
import { toHook } from "./hook.ts";
import type { Hook } from "./hook.ts";

/** An object of a release, as the text that was rendered for it. */
export interface Manifest {
  /** The template it comes from. */
  readonly path: string;
  readonly kind: string;
  readonly name: string;
  readonly annotations: { readonly [key: string]: string };
  readonly content: string;
}

export interface SortedManifests {
  readonly manifests: readonly Manifest[];
  readonly hooks: readonly Hook[];
}

/**
 * The objects in rendered templates, in the order in which Helm installs them. Hooks are apart, and those for events Helm does not
 * know are in neither list.
 *
 * @throws HelmError when one is no YAML, or no object
 */
export function sortManifests(outputs: ReadonlyMap<string, string>): SortedManifests {
  const manifests: Manifest[] = [];
  const hooks: Hook[] = [];
  for (const path of [...outputs.keys()].sort()) {
    if (isPartial(path)) continue;
    for (const content of splitManifests(outputs.get(path) as string)) {
      const manifest = readManifest(path, content);
      if (!Object.hasOwn(manifest.annotations, "helm.sh/hook")) manifests.push(manifest);
      else hooks.push(...toHook(manifest));
    }
  }
  return {
    manifests: manifests.sort((a, b) => compareKinds(a.kind, b.kind)),
    hooks: hooks.sort((a, b) => compareKinds(a.kind, b.kind)),
  };
}

const headShape: StructShape = {
  kind: "struct",
  type: "util.SimpleHead",
  name: "SimpleHead",
  fields: {
    apiVersion: text,
    kind: text,
    metadata: {
      kind: "struct",
      type: 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
      name: "",
      fields: { name: text, annotations: textMap },
    },
  },
};

interface Head {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly annotations?: { readonly [key: string]: string } };
}

function readManifest(path: string, content: string): Manifest {
  const { kind = "", metadata } = readHead(path, content);
  return { path, kind, name: metadata?.name ?? "", annotations: metadata?.annotations ?? {}, content };
}

function readHead(path: string, content: string): Head {
  try {
    return (decodeYaml(content, headShape) ?? {}) as Head;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const position = error.line === undefined ? {} : { position: { file: path, line: error.line } };
    throw new HelmError("manifest", `YAML parse error on ${path}: ${error.message}`, { cause: error, ...position });
  }
}
