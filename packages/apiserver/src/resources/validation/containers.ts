// Containers of pods.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { compareQuantities, duplicate, forbiddenField, invalid, missing, required } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkLabel } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import {
  all,
  amount,
  between,
  distinct,
  fields,
  filled,
  given,
  isEmpty,
  items,
  listOf,
  needed,
  neededText,
  oneOf,
  read,
  text,
  values,
} from "./check.ts";
import { env, envFrom } from "./env.ts";
import { containerSecurity } from "./security.ts";
import { probes } from "./probes.ts";
import { checkPortName, checkSubPath } from "./syntax.ts";
import { scalarText } from "../scalar-text.ts";

/** What the pod around a container says that its rules depend on. */
export interface Surroundings {
  readonly volumes: ReadonlySet<string>;
  readonly hostNetwork: boolean;
}

const protocols = oneOf("SCTP", "TCP", "UDP");

const port: Check = fields({
  name: filled(text(checkPortName)),
  containerPort: (value, path) =>
    value === undefined || value === 0 ? [required(path)] : between(1, 65535)(value, path),
  hostPort: (value, path) => (value === 0 ? [] : between(1, 65535)(value, path)),
  protocol: protocols,
});

const onHost: Check = (value, path) => {
  const hostPort = read(value, "hostPort");
  if (!hostPort || hostPort === read(value, "containerPort")) return [];
  return [invalid(`${path}.hostPort`, hostPort, "must match `containerPort` when `hostNetwork` is true")];
};

const computeResources = new Set(["cpu", "memory", "ephemeral-storage"]);

/** What containers may request or be limited to. */
export const computeNames: Check = (value, path) =>
  Object.keys(isJsonObject(value) ? value : {}).flatMap((name) => checkComputeName(name, `${path}[${name}]`));

export const computeAmounts: Check = all(values(amount), computeNames);

function checkComputeName(name: string, path: string): readonly FieldCause[] {
  if (computeResources.has(name) || name.startsWith("hugepages-")) return [];
  const causes = checkQualifiedName(name).map((why) => invalid(path, name, why));
  if (causes.length > 0 || name.includes("/")) return causes;
  return [
    invalid(path, name, "must be a standard resource type or fully qualified"),
    invalid(path, name, "must be a standard resource for containers"),
  ];
}

const requestsWithinLimits: Check = (value, path) => {
  const [requests, limits] = [read(value, "requests"), read(value, "limits")];
  if (!isJsonObject(requests) || !isJsonObject(limits)) return [];
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    if (limit === undefined || compareQuantities(scalarText(request), scalarText(limit)) <= 0) return [];
    return [
      invalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${scalarText(limit)}`),
    ];
  });
};

/** Resources of others cannot be shared out, so they come in whole numbers and are limited. */
const extendedResources: Check = (value, path) => {
  const [requests, limits] = [read(value, "requests"), read(value, "limits")];
  const whole = [
    [requests, `${path}.requests`],
    [limits, `${path}.limits`],
  ] as const;
  const fractions = whole.flatMap(([amounts, field]) =>
    Object.entries(isJsonObject(amounts) ? amounts : {}).flatMap(([name, amount]) =>
      name.includes("/") && /[mun]$/.test(scalarText(amount))
        ? [invalid(`${field}[${name}]`, amount, "must be an integer")]
        : [],
    ),
  );
  const unlimited = Object.keys(isJsonObject(requests) ? requests : {}).filter(
    (name) => (name.includes("/") || name.startsWith("hugepages-")) && read(limits, name) === undefined,
  );
  const missing = unlimited.map(() => required(`${path}.limits`, "Limit must be set for non overcommitable resources"));
  return [...fractions, ...missing];
};

const resources: Check = all(
  fields({ limits: computeAmounts, requests: computeAmounts }),
  requestsWithinLimits,
  extendedResources,
);

function mounts(volumes: ReadonlySet<string>): Check {
  const mount = fields({
    name: (value, path) => {
      if (isEmpty(value)) return [required(path)];
      return volumes.has(scalarText(value)) ? [] : [missing(path, value as JsonValue)];
    },
    mountPath: needed(),
  });
  return all(items(mount), uniquePaths, mountOptions);
}

/** Upstream does not say of which mount these are. */
const mountOptions: Check = (value, path) =>
  listOf(value).flatMap((mount, index) => [
    ...text(checkSubPath)(read(mount, "subPath"), `${path}.subPath`),
    ...text(checkSubPath)(read(mount, "subPathExpr"), `${path}.subPathExpr`),
    ...(!isEmpty(read(mount, "subPath")) && !isEmpty(read(mount, "subPathExpr"))
      ? [
          invalid(
            `${path}[${index}].subPathExpr`,
            read(mount, "subPathExpr") ?? "",
            "subPathExpr and subPath are mutually exclusive",
          ),
        ]
      : []),
    ...given(oneOf("Bidirectional", "HostToContainer", "None"))(
      read(mount, "mountPropagation"),
      `${path}.mountPropagation`,
    ),
    ...given(oneOf("Disabled", "Enabled", "IfPossible"))(read(mount, "recursiveReadOnly"), `${path}.recursiveReadOnly`),
  ]);

const uniquePaths: Check = (value, path) => {
  const seen = new Set<JsonValue>();
  return listOf(value).flatMap((mount, index) => {
    const mountPath = read(mount, "mountPath");
    if (mountPath === undefined || mountPath === "") return [];
    const repeated = seen.has(mountPath);
    seen.add(mountPath);
    return repeated ? [invalid(`${path}[${index}].mountPath`, mountPath, "must be unique")] : [];
  });
};

/** Upstream does not say which one. */
const resizing: Check = (value, path) =>
  listOf(value).flatMap((policy) => [
    ...oneOf("cpu", "memory")(read(policy, "resourceName"), path),
    ...oneOf("NotRequired", "RestartContainer")(read(policy, "restartPolicy"), path),
  ]);

const beforePorts = fields({ name: neededText(checkLabel), image: checkImage });
const podPorts = fields({ ports: all(items(port), distinct("name")) });
const hostPorts = fields({ ports: all(items(all(port, onHost)), distinct("name")) });
const variables = fields({ env, envFrom });
const afterMounts = fields({
  resources,
  imagePullPolicy: oneOf("Always", "IfNotPresent", "Never"),
  terminationMessagePolicy: filled(oneOf("File", "FallbackToLogsOnError")),
  securityContext: given(containerSecurity),
  resizePolicy: resizing,
});

/** Made once per pod, so all that does not depend on the pod is made before. */
function container({ volumes, hostNetwork }: Surroundings): Check {
  const volumeMounts: Check = (value, path) => (isEmpty(value) ? [] : mounts(volumes)(value, path));
  const ports = hostNetwork ? hostPorts : podPorts;
  return all(beforePorts, ports, variables, fields({ volumeMounts }), afterMounts, probes);
}

function checkImage(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  if (typeof value !== "string" || value === "") return [required(path)];
  return value.trim() === value ? [] : [invalid(path, value, "must not have leading or trailing whitespace")];
}

/** No two containers can have the same port of the node. */
const distinctHostPorts: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((container, index) =>
    listOf(read(container, "ports")).flatMap((given, at) => {
      const text = (field: string): string => scalarText(read(given, field) ?? "");
      if (text("hostPort") === "" || text("hostPort") === "0") return [];
      const key = `${text("protocol")}/${text("hostIP")}/${text("hostPort")}`;
      const repeated = seen.has(key);
      seen.add(key);
      return repeated ? [duplicate(`${path}[${index}].ports[${at}].hostPort`, key)] : [];
    }),
  );
};

/** The containers of a pod: at least one, each with a name of its own, also among the init containers. */
export function containers(surroundings: Surroundings): Check {
  const one = container(surroundings);
  return (value, path) => {
    const main = read(value, "containers");
    return [
      ...(isEmpty(main) ? [required(`${path}.containers`)] : items(one)(main, `${path}.containers`)),
      ...distinct("name")(main, `${path}.containers`),
      ...distinctHostPorts(main, `${path}.containers`),
      ...checkInit(value, path, one),
    ];
  };
}

function checkInit(value: JsonValue | undefined, path: string, one: Check): readonly FieldCause[] {
  const names = new Set(listOf(read(value, "containers")).map((item) => read(item, "name")));
  const init = listOf(read(value, "initContainers"));
  return init.flatMap((item, index) => {
    const field = `${path}.initContainers[${index}]`;
    const name = read(item, "name");
    const taken = !isEmpty(name) && names.has(name);
    names.add(name);
    return [
      ...one(item, field),
      ...given(oneOf("Always", "Never", "OnFailure"))(read(item, "restartPolicy"), `${field}.restartPolicy`),
      ...(taken ? [duplicate(`${field}.name`, name as JsonValue)] : []),
      ...(read(item, "restartPolicy") === undefined ? withoutHooks(item, field) : []),
    ];
  });
}

const hooks = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

/** What is over before the pod begins is not looked after. */
function withoutHooks(container: JsonValue, path: string): readonly FieldCause[] {
  return hooks
    .filter((hook) => read(container, hook) !== undefined)
    .map((hook) =>
      forbiddenField(`${path}.${hook}`, "may not be set for init containers without restartPolicy=Always"),
    );
}
