import { isMember, withMembership } from "../field-set/node.ts";
import type { SetDraft, SetNode } from "../field-set/node.ts";
import type { ValueType } from "../schema/model.ts";

/**
 * The set with every declared field above one of its paths as a member, too. {@link fieldSetOf} leaves those out, but
 * who owns a field has a say in whether what holds it stays.
 */
export function withDeclaredFields(node: SetNode, type: ValueType | undefined): SetNode {
  let draft: SetDraft | undefined;
  for (const key of Object.keys(node)) {
    if (key === ".") continue;
    const entry = node[key] as SetNode;
    const name = key.startsWith("f:") ? key.slice(2) : undefined;
    const field = name === undefined ? undefined : type?.map?.fields.get(name);
    const below = withDeclaredFields(entry, field?.type ?? typeBelow(key, type));
    const whole = withMembership(below, isMember(entry) || field !== undefined) as SetNode;
    if (whole === entry) continue;
    draft ??= { ...node };
    draft[key] = whole;
  }
  return draft ?? node;
}

function typeBelow(key: string, type: ValueType | undefined): ValueType | undefined {
  if (key.startsWith("f:")) return type?.map?.additional;
  return key.startsWith("k:") ? type?.list?.element : undefined;
}
