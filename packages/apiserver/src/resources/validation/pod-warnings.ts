// What clients are told of pods that are fine but not wise.
import type { JsonValue } from "@flux-ts/base";
import { scalarText } from "../scalar-text.ts";
import { isEmpty, listOf, read } from "./check.ts";

/** Warnings about the spec of a pod at a path. */
export function podSpecWarnings(spec: JsonValue | undefined, path: string): readonly string[] {
  const secrets = listOf(read(spec, "imagePullSecrets")).flatMap((secret, index) =>
    isEmpty(read(secret, "name")) ? [`${path}.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
  );
  const containers = ["initContainers", "containers"].flatMap((field) =>
    listOf(read(spec, field)).flatMap((container, index) => containerWarnings(container, `${path}.${field}[${index}]`)),
  );
  return [...secrets, ...containers];
}

function containerWarnings(container: JsonValue, path: string): readonly string[] {
  return [
    ...portWarnings(listOf(read(container, "ports")), `${path}.ports`),
    ...variableWarnings(listOf(read(container, "env")), `${path}.env`),
  ];
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
    const shown = `{Name:${text("name")} HostPort:${hostPort} ContainerPort:${text("containerPort")} Protocol:${text("protocol")} HostIP:${text("hostIP")}}`;
    return [
      ...(text("hostIP") !== "" && hostPort === "0" ? [`${place}: hostIP set without hostPort: ${shown}`] : []),
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
