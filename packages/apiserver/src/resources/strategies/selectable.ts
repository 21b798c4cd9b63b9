import type { KubeObject } from "@flux-ts/base";
import { fieldAtPath } from "../scale.ts";

type Readers = { readonly [path: string]: (object: KubeObject) => string };

/** Readers of fields that field selectors may use, by their paths. */
export function selectable(...paths: readonly string[]): Readers {
  return Object.fromEntries(paths.map((path) => [path, (object: KubeObject) => textAt(object, path)]));
}

/** A field as field selectors compare it: `""` when it is not there. */
export function textAt(object: KubeObject, path: string): string {
  const value = fieldAtPath(object, path) ?? "";
  return typeof value === "object" ? "" : String(value);
}
