import { stringifyJson } from "@flux-ts/base";
import type { ScalarNode, YamlNode } from "../compose/node.ts";
import { message } from "../messages.ts";
import type { YamlProfile } from "../options.ts";
import { ConstructFault } from "./fault.ts";
import { formatFloatKey } from "./numbers.ts";
import type { Resolved } from "./resolved.ts";
import { resolveScalar } from "./scalars.ts";

export interface Key {
  /** The key in JSON. */
  readonly text: string;
  /** The key as Go's strict decoder prints it in errors; distinct keys may have the same JSON text (`1` and `"1"`). */
  readonly shown: string;
  /** The key as Go prints it when it is no text, for the reader of `kyaml`. */
  readonly other?: string;
}

export interface KeyContext {
  readonly profile: YamlProfile;
  /** Whether keys may be other things than texts. */
  readonly takesOthers: boolean;
  /** The value of the key, for messages. */
  readonly value: YamlNode;
}

/**
 * The key that a node is in JSON. `sigs.k8s.io/yaml` prints numbers and booleans anew (`014: x` is key `12`);
 * kustomize takes the text of keys of the document itself and refuses all but strings further in.
 */
export function keyOf(node: YamlNode, { profile, takesOthers, value }: KeyContext): Key {
  const target = node.kind === "alias" ? node.target : node;
  if (target.kind !== "scalar") throw new ConstructFault("unsupported", message.invalidMapKey(showNode(target)), node);
  const resolved = resolveScalar(target, profile);
  if (profile === "sigs") return printKey(resolved, { key: node, value });
  const shown = stringifyJson(target.text);
  if (isTextKey(target, resolved)) return { text: target.text, shown };
  demandOtherKey(target, resolved, takesOthers);
  return { text: target.text, shown, other: String(resolved.value) };
}

function isTextKey(node: ScalarNode, { tag }: Resolved): boolean {
  // kustomize prints documents and reads them again, and prints an empty key as ''.
  return tag === "!!str" || tag === "!!merge" || (node.text === "" && node.tag === "");
}

function demandOtherKey(node: ScalarNode, resolved: Resolved, takesOthers: boolean): void {
  if (resolved.tag === "!!null") {
    // Upstream takes a null key for a second one, one line below.
    const text = message.keyAlreadyDefined(stringifyJson(node.text), node.line + 2, node.line + 1);
    throw new ConstructFault("unsupported", `${message.unmarshalErrors}\n  ${text}`, node);
  }
  if (!takesOthers) throw new ConstructFault("unsupported", message.nonStringKeys, node);
}

function printKey(resolved: Resolved, pair: { readonly key: YamlNode; readonly value: YamlNode }): Key {
  switch (resolved.tag) {
    case "!!str":
    case "!!timestamp":
    case "!!merge":
      return { text: resolved.value, shown: stringifyJson(resolved.value) };
    case "!!float": {
      const text = formatFloatKey(resolved.value);
      return { text, shown: text };
    }
    case "!!bool":
      return { text: String(resolved.value), shown: String(resolved.value) };
    case "!!int": {
      const text = String(resolved.value);
      if (resolved.value < 2n ** 63n) return { text, shown: text };
      const hex = `0x${BigInt(resolved.value).toString(16)}`;
      throw new ConstructFault("unsupported", message.unsupportedKey("uint64", hex, showValue(pair.value)), pair.key);
    }
    case "!!null":
      throw new ConstructFault(
        "unsupported",
        message.unsupportedKey("%!s(<nil>)", "<nil>", showValue(pair.value)),
        pair.key,
      );
  }
}

function showValue(node: YamlNode): string {
  const shown = showNode(node);
  return shown === showScalar(null) ? "<nil>" : shown;
}

/** A collection as Go's `%#v` shows it, for messages. */
function showNode(node: YamlNode): string {
  switch (node.kind) {
    case "alias":
      return showNode(node.target);
    case "scalar":
      return showScalar(resolveScalar(node, "sigs").value);
    case "sequence":
      return `[]interface {}{${node.items.map(showNode).join(", ")}}`;
    case "mapping": {
      const pairs: string[] = [];
      for (let at = 0; at < node.items.length; at += 2) {
        pairs.push(`${showNode(node.items[at] as YamlNode)}:${showNode(node.items[at + 1] as YamlNode)}`);
      }
      // Go prints maps in the order of their keys.
      return `map[interface {}]interface {}{${pairs.sort().join(", ")}}`;
    }
  }
}

function showScalar(value: Resolved["value"]): string {
  return value === null ? "interface {}(nil)" : typeof value === "string" ? stringifyJson(value) : String(value);
}
