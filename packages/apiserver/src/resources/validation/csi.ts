// Drivers of storage, the nodes they run on, and what they attach.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkSubdomain } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import {
  all,
  amount,
  at,
  atLeast,
  distinct,
  fields,
  given,
  items,
  listOf,
  needed,
  oneOf,
  read,
  text,
  unchanged,
} from "./check.ts";
import type { Rules } from "./rules.ts";
import { selector } from "./selectors.ts";
import { csiDriver } from "./volume-places.ts";
import { volumeSources } from "./volume-sources.ts";

const tokens: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((token, index) => {
    const audience = scalarText(read(token, "audience"));
    const repeated = seen.has(audience);
    seen.add(audience);
    const seconds = read(token, "expirationSeconds");
    const short = typeof seconds === "number" && seconds < shortestTokenSeconds;
    return [
      ...(repeated ? [duplicate(`${path}[${index}].audience`, audience)] : []),
      ...(short
        ? [invalid(`${path}[${index}].expirationSeconds`, seconds, "may not specify a duration less than 10 minutes")]
        : []),
    ];
  });
};

const shortestTokenSeconds = 600;
const shortestUpdateSeconds = 10;

const updatePeriod: Check = (value, path) =>
  typeof value === "number" && value < shortestUpdateSeconds
    ? [invalid(path, value, `must be greater than or equal to ${shortestUpdateSeconds} seconds`)]
    : [];

const tokensInSecrets: Check = (value, path) => {
  const flag = read(value, "serviceAccountTokenInSecrets");
  if (flag === undefined || listOf(read(value, "tokenRequests")).length > 0) return [];
  const why = "serviceAccountTokenInSecrets is set but no tokenRequests are specified";
  return [invalid(`${path}.serviceAccountTokenInSecrets`, flag, why)];
};

/** Fields of a driver that stay, and how upstream calls them. */
const fixedFields: readonly (readonly [field: string, shown: string])[] = [
  ["attachRequired", "attachedRequired"],
  ["fsGroupPolicy", "fsGroupPolicy"],
  ["volumeLifecycleModes", "volumeLifecycleModes"],
];

export const csiDriverRules: Rules = {
  check: fields({
    spec: all(
      fields({
        fsGroupPolicy: given(oneOf("File", "None", "ReadWriteOnceWithFSType")),
        volumeLifecycleModes: (value, path) =>
          listOf(value).flatMap((mode) => oneOf("Persistent", "Ephemeral")(mode, path)),
        tokenRequests: tokens,
        nodeAllocatableUpdatePeriodSeconds: updatePeriod,
      }),
      tokensInSecrets,
    ),
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
  listOf(value).flatMap((key) => {
    const field = path.replace(/\.topologyKeys$/, "");
    const name = scalarText(key);
    return [
      ...(name === "" ? [required(field)] : []),
      ...checkQualifiedName(name).map((why) => invalid(field, key, why)),
    ];
  });

const longestNodeId = 256;

const nodeId: Check = (value, path) => [
  ...needed()(value, path),
  ...text((id) => (id.length > longestNodeId ? [`must be ${longestNodeId} characters or less`] : []))(value, path),
];

const nodeDriver: Check = fields({
  name: csiDriver,
  nodeID: nodeId,
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
  const why = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (persistentVolumeName !== undefined && inlineVolumeSpec !== undefined) return [forbiddenField(path, why)];
  if (inlineVolumeSpec !== undefined) return volumeSources(inlineVolumeSpec, `${path}.inlineVolumeSpec`);
  if (persistentVolumeName === undefined) return [required(path, why)];
  const field = `${path}.persistentVolumeName`;
  const empty = persistentVolumeName === "" ? [required(field, "must specify non empty persistentVolumeName")] : [];
  return [...empty, ...text(checkSubdomain)(persistentVolumeName, field)];
};

export const volumeAttachmentRules: Rules = {
  check: fields({
    spec: fields({
      attacher: csiDriver,
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

/** How much storage of a class there is for some nodes. */
export const storageCapacityRules: Rules = {
  check: fields({
    nodeTopology: given(selector),
    storageClassName: (value, path) => text(checkSubdomain)(value ?? "", path),
    capacity: given(amount),
    maximumVolumeSize: given(amount),
  }),
  checkChange: (next, current) =>
    ["nodeTopology", "storageClassName"].flatMap((field) => unchanged(next[field], current[field], field)),
};
