// What clients are told of pods that are fine but not wise.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { scalarText } from "../scalar-text.ts";
import { isEmpty, listOf, read } from "./check.ts";

/** Labels of nodes that have new names. */
const renamedLabels: { readonly [label: string]: readonly [since: string, use: string] } = {
  "beta.kubernetes.io/arch": ["v1.14", "kubernetes.io/arch"],
  "beta.kubernetes.io/os": ["v1.14", "kubernetes.io/os"],
  "beta.kubernetes.io/instance-type": ["v1.17", "node.kubernetes.io/instance-type"],
  "failure-domain.beta.kubernetes.io/region": ["v1.17", "topology.kubernetes.io/region"],
  "failure-domain.beta.kubernetes.io/zone": ["v1.17", "topology.kubernetes.io/zone"],
};

/** Volumes that do nothing any more. */
const goneVolumes: { readonly [source: string]: string } = {
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
};

/** Warnings about the spec of a pod at a path. */
export function podSpecWarnings(spec: JsonValue | undefined, path: string): readonly string[] {
  const secrets = listOf(read(spec, "imagePullSecrets")).flatMap((secret, index) =>
    isEmpty(read(secret, "name")) ? [`${path}.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
  );
  const containers = ["initContainers", "containers"].flatMap((field) =>
    listOf(read(spec, field)).flatMap((container, index) => containerWarnings(container, `${path}.${field}[${index}]`)),
  );
  const grace = read(spec, "terminationGracePeriodSeconds");
  const endless =
    typeof grace === "number" && grace < 0
      ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : [];
  return [...endless, ...placeWarnings(spec, path), ...volumeWarnings(spec, path), ...secrets, ...containers];
}

function placeWarnings(spec: JsonValue | undefined, path: string): readonly string[] {
  const labels = read(spec, "nodeSelector");
  const selected = Object.keys(isJsonObject(labels) ? labels : {}).flatMap((label) => {
    const [since, use] = renamedLabels[label] ?? [];
    return since === undefined
      ? []
      : [`${path}.nodeSelector[${label}]: deprecated since ${since}; use "${use}" instead`];
  });
  const spread = listOf(read(spec, "topologySpreadConstraints")).flatMap((constraint, index) => {
    const key = scalarText(read(constraint, "topologyKey") ?? "");
    const [since, use] = renamedLabels[key] ?? [];
    const field = `${path}.topologySpreadConstraints[${index}].topologyKey`;
    return since === undefined ? [] : [`${field}: ${key} is deprecated since ${since}; use "${use}" instead`];
  });
  return [...selected, ...spread];
}

function volumeWarnings(spec: JsonValue | undefined, path: string): readonly string[] {
  return listOf(read(spec, "volumes")).flatMap((volume, index) =>
    Object.entries(goneVolumes).flatMap(([source, why]) =>
      read(volume, source) === undefined ? [] : [`${path}.volumes[${index}].${source}: ${why}`],
    ),
  );
}

function containerWarnings(container: JsonValue, path: string): readonly string[] {
  return [
    ...amountWarnings(read(container, "resources"), `${path}.resources`),
    ...variableWarnings(listOf(read(container, "env")), `${path}.env`),
    ...portWarnings(listOf(read(container, "ports")), `${path}.ports`),
  ];
}

/** There are no parts of a byte. */
function amountWarnings(resources: JsonValue | undefined, path: string): readonly string[] {
  return ["limits", "requests"].flatMap((field) => {
    const amounts = read(resources, field);
    const entries = Object.entries(isJsonObject(amounts) ? amounts : {});
    return entries.flatMap(([name, amount]) =>
      (name === "memory" || name === "ephemeral-storage") && /^\d+m$/.test(scalarText(amount))
        ? [`${path}.${field}[${name}]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`]
        : [],
    );
  });
}

function portWarnings(ports: readonly JsonValue[], path: string): readonly string[] {
  const seen = new Map<string, number>();
  return ports.flatMap((port, index) => {
    const text = (field: string): string => scalarText(read(port, field) ?? "");
    const place = `${path}[${index}]`;
    const key = `${text("containerPort")}/${text("protocol")}`;
    const first = seen.get(key);
    seen.set(key, first ?? index);
    const hostPort = text("hostPort") || "0";
    const shown = () =>
      `{Name:${text("name")} HostPort:${hostPort} ContainerPort:${text("containerPort")} Protocol:${text("protocol")} HostIP:${text("hostIP")}}`;
    return [
      ...(text("hostIP") !== "" && hostPort === "0" ? [`${place}: hostIP set without hostPort: ${shown()}`] : []),
      ...(first === undefined ? [] : [`${place}: duplicate port definition with ${path}[${first}]`]),
    ];
  });
}

function variableWarnings(variables: readonly JsonValue[], path: string): readonly string[] {
  const seen = new Set<string>();
  return variables.flatMap((variable, index) => {
    const name = scalarText(read(variable, "name"));
    const repeated = seen.has(name);
    seen.add(name);
    if (!repeated) return [];
    return [
      `${path}[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
    ];
  });
}
