import type { JsonObject } from "@flux-ts/base";
import { FieldSet } from "../field-set/field-set.ts";
import { intersection, leaf, putEntry, union } from "../field-set/node.ts";
import type { SetDraft, SetNode } from "../field-set/node.ts";
import { parseElement } from "../field-set/path-element.ts";
import { fieldSetOf } from "./field-set-of.ts";
import type { TypedValue } from "./value.ts";

/** The set with the key fields of every list item of the value in which it has something. */
export function withKeyFields(typed: TypedValue, items: FieldSet): FieldSet {
  const present = intersection(items.root, fieldSetOf(typed).root);
  return new FieldSet(union(items.root, keyFieldsIn(present)));
}

function keyFieldsIn(node: SetNode): SetNode {
  const draft: SetDraft = {};
  for (const key of Object.keys(node)) {
    if (key === ".") continue;
    const entry = node[key] as SetNode;
    putEntry(draft, key, union(keyFieldsIn(entry), keyFieldsOf(key)), false);
  }
  return draft;
}

function keyFieldsOf(key: string): SetNode {
  const element = key.startsWith("k:") ? parseElement(key) : undefined;
  const fields: JsonObject = element?.kind === "key" ? element.fields : {};
  return Object.fromEntries(Object.keys(fields).map((name) => [`f:${name}`, leaf]));
}
