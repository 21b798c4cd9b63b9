// Probes and lifecycle hooks of containers.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import type { Check } from "./check.ts";
import { all, atLeast, between, fields, filled, given, listOf, needed, oneOf, read } from "./check.ts";
import { scalarText } from "../scalar-text.ts";
import { checkHeaderName, checkPortName } from "./syntax.ts";

/** A port by number or by name. */
export const portReference: Check = (value, path) => {
  if (typeof value === "string") return checkPortName(value).map((why) => invalid(path, value, why));
  return between(1, 65535)(value ?? 0, path);
};

/** Upstream does not say which one. */
function httpHeaders(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  return listOf(read(value, "httpHeaders")).flatMap((header) => {
    const name = scalarText(read(header, "name"));
    return checkHeaderName(name).map((why) => invalid(`${path}.httpHeaders`, name, why));
  });
}

const handlers: { readonly [name: string]: Check } = {
  exec: fields({ command: needed() }),
  httpGet: all(fields({ path: needed(), port: portReference, scheme: filled(oneOf("HTTP", "HTTPS")) }), httpHeaders),
  tcpSocket: fields({ port: portReference }),
  grpc: fields({ port: between(1, 65535) }),
  sleep: fields({ seconds: atLeast(0) }),
};

function handler(...names: readonly string[]): Check {
  return (value, path) => {
    const object = isJsonObject(value) ? value : {};
    const present = names.filter((name) => object[name] !== undefined);
    const [first, ...others] = present;
    if (first === undefined) return [required(path, "must specify a handler type")];
    return [
      ...(handlers[first]?.(object[first], `${path}.${first}`) ?? []),
      ...others.map((name) => forbiddenField(`${path}.${name}`, "may not specify more than 1 handler type")),
    ];
  };
}

const timing = fields({
  initialDelaySeconds: atLeast(0),
  timeoutSeconds: atLeast(0),
  periodSeconds: atLeast(0),
  successThreshold: atLeast(0),
  failureThreshold: atLeast(0),
});

const grace: Check = (value, path) =>
  typeof value === "number" && value <= 0 ? [invalid(path, value, "must be greater than 0")] : [];

/** Who is not ready is not stopped for it. */
const noGrace: Check = (value, path) =>
  value === undefined ? [] : [...grace(value, path), invalid(path, value, "must not be set for readinessProbes")];

const probe: Check = all(handler("exec", "httpGet", "tcpSocket", "grpc"), timing);
const hook: Check = handler("exec", "httpGet", "tcpSocket", "sleep");

/** One success shows that a container lives, or has started. */
function onceIsEnough(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const threshold = read(value, "successThreshold");
  return threshold === 1 || threshold === undefined
    ? []
    : [invalid(`${path}.successThreshold`, threshold, "must be 1")];
}

const stopping = fields({ terminationGracePeriodSeconds: grace });

export const probes: Check = fields({
  livenessProbe: given(all(probe, stopping, onceIsEnough)),
  readinessProbe: given(all(probe, fields({ terminationGracePeriodSeconds: noGrace }))),
  startupProbe: given(all(probe, stopping, onceIsEnough)),
  lifecycle: fields({ postStart: given(hook), preStop: given(hook) }),
});
