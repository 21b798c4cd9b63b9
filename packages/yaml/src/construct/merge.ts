import type { YamlNode } from "../compose/node.ts";
import { message } from "../messages.ts";
import type { YamlProfile } from "../options.ts";
import { ConstructFault } from "./fault.ts";

/** Whether a key is `<<`. */
export function isMergeKey(node: YamlNode): boolean {
  return (
    node.kind === "scalar" &&
    node.text === "<<" &&
    (node.tag === "" ? node.style === "plain" : node.tag === "tag:yaml.org,2002:merge")
  );
}

/** The mappings that a merge key takes keys from; of a key that several have, the first one's value counts. */
export function mergeSources(node: YamlNode, profile: YamlProfile): readonly YamlNode[] {
  if (isMapping(node)) return [node];
  if (node.kind === "sequence" && node.items.every(isMapping)) return node.items;
  throw new ConstructFault("unsupported", message.mergeNeedsMappings[profile], node);
}

function isMapping(node: YamlNode): boolean {
  return node.kind === "mapping" || (node.kind === "alias" && node.target.kind === "mapping");
}
