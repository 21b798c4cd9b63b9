// Drivers of storage, the nodes they run on, and what they attach.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, required } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkSubdomain } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import {
  all,
  at,
  atLeast,
  distinct,
  fields,
  filled,
  items,
  listOf,
  needed,
  neededText,
  oneOf,
  read,
  text,
} from "./check.ts";
import type { Rules } from "./rules.ts";

const tokens: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((token, index) => {
    const audience = scalarText(read(token, "audience"));
    const repeated = seen.has(audience);
    seen.add(audience);
    return repeated ? [duplicate(`${path}[${index}].audience`, audience)] : [];
  });
};

/** Fields of a driver that stay, and how upstream calls them. */
const fixedFields: readonly (readonly [field: string, shown: string])[] = [
  ["attachRequired", "attachedRequired"],
  ["fsGroupPolicy", "fsGroupPolicy"],
  ["volumeLifecycleModes", "volumeLifecycleModes"],
];

export const csiDriverRules: Rules = {
  check: fields({
    spec: fields({
      fsGroupPolicy: filled(oneOf("File", "None", "ReadWriteOnceWithFSType")),
      volumeLifecycleModes: (value, path) =>
        listOf(value).flatMap((mode) => oneOf("Persistent", "Ephemeral")(mode, path)),
      tokenRequests: tokens,
    }),
  }),
  checkChange: (next, current) =>
    fixedFields.flatMap(([field, shown]) => {
      const [now, before] = [read(next["spec"], field), read(current["spec"], field)];
      const fixed = field === "attachRequired" || field === "volumeLifecycleModes";
      return !fixed || equalJson(now, before) ? [] : [invalid(`spec.${shown}`, now ?? null, "field is immutable")];
    }),
  warn: ({ spec }) =>
    listOf(read(spec, "tokenRequests")).length > 0 && read(spec, "serviceAccountTokenInSecrets") === undefined
      ? [
          "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible " +
            "logging of tokens in volume attributes",
        ]
      : [],
};

const topologyKeys: Check = (value, path) =>
  // Upstream names the driver, not the key.
  listOf(value).flatMap((key) =>
    checkQualifiedName(scalarText(key)).map((why) => invalid(path.replace(/\.topologyKeys$/, ""), key, why)),
  );

const nodeDriver: Check = fields({
  name: neededText(checkSubdomain),
  nodeID: needed(),
  allocatable: fields({ count: atLeast(0) }),
  topologyKeys,
});

export const csiNodeRules: Rules = {
  check: fields({ spec: fields({ drivers: all(items(nodeDriver), distinct("name")) }) }),
  checkChange: (next, current) => {
    const before = new Map(listOf(read(current["spec"], "drivers")).map((driver) => [read(driver, "name"), driver]));
    return listOf(read(next["spec"], "drivers")).flatMap((driver) => {
      const old = before.get(read(driver, "name"));
      if (old === undefined || equalJson(driver, old)) return [];
      return [invalid("spec.drivers", driverForm(driver), "field is immutable")];
    });
  },
};

/** A driver as upstream's own type spells it. */
function driverForm(driver: JsonValue): JsonObject {
  const count = read(driver, "allocatable", "count");
  return {
    Name: read(driver, "name") ?? "",
    NodeID: read(driver, "nodeID") ?? "",
    TopologyKeys: read(driver, "topologyKeys") ?? null,
    Allocatable: read(driver, "allocatable") === undefined ? null : { Count: count ?? null },
  };
}

const attachmentSource: Check = (value, path) => {
  const { persistentVolumeName, inlineVolumeSpec } = isJsonObject(value) ? value : {};
  if ((persistentVolumeName === undefined) !== (inlineVolumeSpec === undefined)) return [];
  return [required(path, "must specify exactly one of inlineVolumeSpec and persistentVolumeName")];
};

export const volumeAttachmentRules: Rules = {
  check: fields({
    spec: fields({
      attacher: neededText(checkSubdomain),
      source: attachmentSource,
      nodeName: (value, path) => text(checkSubdomain)(value ?? "", path),
    }),
  }),
  checkChange: keepsAttachment,
};

function keepsAttachment(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  if (equalJson(next["spec"], current["spec"])) return [];
  const field = (...path: readonly string[]): JsonValue => read(next["spec"], ...path) ?? null;
  const shown = {
    Attacher: field("attacher") ?? "",
    Source: {
      PersistentVolumeName: field("source", "persistentVolumeName"),
      InlineVolumeSpec: field("source", "inlineVolumeSpec"),
    },
    NodeName: field("nodeName") ?? "",
  };
  return [invalid(at("", "spec"), shown, "field is immutable")];
}
