// Makes data/internal-types.json from the declarations of Kubernetes' own (unversioned) types: the fields of the types
// that messages print, in their order.
//   node scripts/internal-types.mjs FOLDER   (of the module k8s.io/kubernetes)
// A field is `Name:KIND`, where KIND is `string`, `number`, `boolean`, `raw` (printed as in the API), `time`, `amount`,
// `port`, or the name of another type, behind `*` for pointers, `[]` for lists and `map:` for maps. `+Name` stands for
// the fields of an embedded type.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: node scripts/internal-types.mjs FOLDER");

const printed = [
  "EphemeralContainer",
  "PodResourceClaim",
  "SeccompProfile",
  "SecurityContext",
  "PodTemplateSpec",
  "PersistentVolumeSource",
  "PersistentVolumeClaimSpec",
  "VolumeNodeAffinity",
];
const source = readFileSync(join(folder, "pkg/apis/core/types.go"), "utf8").replaceAll(/\/\/.*$/gm, "");
const aliases = new Map(
  [...source.matchAll(/^type (\w+) (string|int32|int|bool)\s*$/gm)].map(([, name, of]) => [name, of]),
);
const maps = new Map([...source.matchAll(/^type (\w+) map\[\w+\](\S+)\s*$/gm)].map(([, name, of]) => [name, of]));
const structs = new Map(
  [...source.matchAll(/^type (\w+) struct \{([^]*?)^\}/gm)].map(([, name, body]) => [name, fieldsIn(body)]),
);
const scalars = { string: "string", int: "number", int32: "number", int64: "number", bool: "boolean" };
const outside = {
  "metav1.ObjectMeta": "raw",
  "metav1.LabelSelector": "raw",
  "metav1.Time": "time",
  "resource.Quantity": "amount",
  "intstr.IntOrString": "port",
  "types.UID": "string",
};

const table = {};
for (const name of printed) add(name);
const lines = Object.keys(table)
  .sort()
  .map((name) => `${JSON.stringify(name)}:${JSON.stringify(table[name])}`);
writeFileSync(new URL("../data/internal-types.json", import.meta.url), `{\n${lines.join(",\n")}\n}\n`);

function add(name) {
  if (table[name] !== undefined) return;
  const fields = structs.get(name);
  if (fields === undefined) throw new Error(`No type ${name}`);
  table[name] = "";
  table[name] = fields
    .map(({ field, type }) => (field === undefined ? `+${kindOf(type)}` : `${field}:${kindOf(type)}`))
    .join(" ");
}

function kindOf(type) {
  if (type === "[]byte") return "*raw";
  if (type.startsWith("*")) return `*${kindOf(type.slice(1))}`;
  if (type.startsWith("[]")) return `[]${kindOf(type.slice(2))}`;
  const map = /^map\[[\w.]+\](.+)$/.exec(type)?.[1] ?? maps.get(type);
  if (map !== undefined) return `map:${kindOf(map)}`;
  const known = scalars[aliases.get(type) ?? type] ?? outside[type];
  if (known !== undefined) return known;
  add(type);
  return type;
}

function fieldsIn(body) {
  return [...body.matchAll(/^\t(?:(\w+)[ \t]+)?([*\w.[\]]+)(?:[ \t]+`[^`]*`)?[ \t]*$/gm)].map(([, field, type]) => ({
    field,
    type,
  }));
}
