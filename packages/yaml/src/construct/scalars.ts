import type { ScalarNode } from "../compose/node.ts";
import { message } from "../messages.ts";
import type { YamlProfile } from "../options.ts";
import { decodeBase64 } from "./base64.ts";
import { ConstructFault } from "./fault.ts";
import { resolveNumber } from "./numbers.ts";
import { refold } from "./refold.ts";
import type { Resolved } from "./resolved.ts";
import { resolveTimestamp } from "./timestamps.ts";

const nulls: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...["true", "True", "TRUE"].map((text) => [text, true] as const),
  ...["false", "False", "FALSE"].map((text) => [text, false] as const),
]);

/** YAML 1.1 has these too; `sigs.k8s.io/yaml` still reads them, kustomize does not. */
const oldBooleans: ReadonlyMap<string, boolean> = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"].map((text) => [text, true] as const),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF"].map((text) => [text, false] as const),
]);

/** Most texts are strings, and their first character and length show it. */
const mayBeMore = /^(?:[-+.0-9]|[nNyYtTfFoO][a-zA-Z]{0,4}$|~?$|<<$)/;

/** What a plain text without a tag means. */
export function resolvePlain(text: string, profile: YamlProfile): Resolved {
  if (!mayBeMore.test(text)) return { tag: "!!str", value: text };
  if (nulls.has(text)) return { tag: "!!null", value: null };
  if (text === "<<") return { tag: "!!merge", value: text };
  const boolean = booleans.get(text) ?? (profile === "sigs" ? oldBooleans.get(text) : undefined);
  if (boolean !== undefined) return { tag: "!!bool", value: boolean };
  const number = resolveNumber(text);
  if (number !== undefined) return number;
  const timestamp = resolveTimestamp(text);
  if (timestamp !== undefined) return { tag: "!!timestamp", value: profile === "sigs" ? text : timestamp };
  return { tag: "!!str", value: text };
}

const core = "tag:yaml.org,2002:";

/** What a scalar node means: by its tag, or by its text when it is plain. */
export function resolveScalar(node: ScalarNode, profile: YamlProfile): Resolved {
  const { tag, text } = node;
  if (tag === "" && node.style === "plain") return resolvePlain(text, profile);
  if (tag === "") return { tag: "!!str", value: profile === "kyaml" && node.style === "folded" ? refold(text) : text };
  if (tag === "!" && profile === "kyaml") return resolvePlain(text, profile);
  const wanted = tag.startsWith(core) ? `!!${tag.slice(core.length)}` : tag;
  switch (wanted) {
    case "!!binary":
      return { tag: "!!str", value: binaryText(node) };
    case "!!null":
    case "!!bool":
    case "!!int":
    case "!!float":
    case "!!timestamp":
    case "!!merge":
      return convert(node, wanted, resolvePlain(text, profile));
    default:
      return { tag: "!!str", value: text };
  }
}

function convert(node: ScalarNode, wanted: Resolved["tag"], resolved: Resolved): Resolved {
  if (resolved.tag === wanted) return resolved;
  if (wanted === "!!float" && resolved.tag === "!!int") return { tag: "!!float", value: Number(resolved.value) };
  throw new ConstructFault("unsupported", message.cannotDecode(resolved.tag, node.text, wanted), node);
}

function binaryText(node: ScalarNode): string {
  const bytes = decodeBase64(node.text);
  if (bytes === undefined) throw new ConstructFault("unsupported", message.invalidBase64, node);
  return new TextDecoder().decode(bytes);
}
