// Containers of pods.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, missing, required } from "@flux-ts/kube-schema";
import { checkLabel } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import {
  all,
  between,
  distinct,
  fields,
  filled,
  given,
  isEmpty,
  items,
  listOf,
  needed,
  neededOneOf,
  neededText,
  oneOf,
  read,
  text,
} from "./check.ts";
import { env, envFrom } from "./env.ts";
import { containerSecurity } from "./security.ts";
import { probes } from "./probes.ts";
import { containerResources } from "./resources.ts";
import { checkPortName, checkSubPath } from "./syntax.ts";
import { volumeDevices } from "./volume-devices.ts";
import type { VolumeKinds } from "./volume-devices.ts";
import { scalarText } from "../scalar-text.ts";

/** What the pod around a container says that its rules depend on. */
export interface Surroundings {
  readonly volumes: VolumeKinds;
  readonly hostNetwork: boolean;
  /** Names of the devices that the pod claims. */
  readonly claims: readonly string[];
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

function mounts(volumes: VolumeKinds): Check {
  const mount = fields({
    name: (value, path) => {
      const name = scalarText(value ?? "");
      return [...(name === "" ? [required(path)] : []), ...(volumes.has(name) ? [] : [missing(path, name)])];
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
    ...neededOneOf("cpu", "memory")(read(policy, "resourceName"), path),
    ...neededOneOf("NotRequired", "RestartContainer")(read(policy, "restartPolicy"), path),
  ]);

const ending: Check = (value, path) =>
  value === undefined ? [required(path, "must be specified")] : fields({ operator: oneOf("In", "NotIn") })(value, path);

/** When a container starts again: by its policy, and by rules where it has a policy. */
const restarting: Check = all(
  fields({
    restartPolicy: given(oneOf("Always", "Never", "OnFailure")),
    restartPolicyRules: items(fields({ action: oneOf("Restart", "RestartAllContainers"), exitCodes: ending })),
  }),
  (value, path) =>
    !isEmpty(read(value, "restartPolicyRules")) && read(value, "restartPolicy") === undefined
      ? [required(`${path}.restartPolicy`, "must specify restartPolicy when restart rules are used")]
      : [],
);

const beforePorts = fields({ name: neededText(checkLabel), image: checkImage });
const podPorts = fields({ ports: all(items(port), distinct("name")) });
const hostPorts = fields({ ports: all(items(all(port, onHost)), distinct("name")) });
const variables = fields({ env, envFrom });
const afterMounts = fields({
  imagePullPolicy: oneOf("Always", "IfNotPresent", "Never"),
  terminationMessagePolicy: filled(oneOf("File", "FallbackToLogsOnError")),
  securityContext: given(containerSecurity),
  resizePolicy: resizing,
});

/** All but what looks after a container. Made once per pod, so all that does not depend on the pod is made before. */
function body({ volumes, hostNetwork, claims }: Surroundings): Check {
  const volumeMounts: Check = (value, path) => (isEmpty(value) ? [] : mounts(volumes)(value, path));
  const ports = hostNetwork ? hostPorts : podPorts;
  const resources = containerResources(claims);
  return all(
    beforePorts,
    ports,
    variables,
    fields({ volumeMounts }),
    (value, path) => volumeDevices(value, path, volumes),
    fields({ resources }),
    afterMounts,
  );
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
  const bare = body(surroundings);
  const one = all(bare, probes, restarting);
  return (value, path) => {
    const main = read(value, "containers");
    return [
      ...(isEmpty(main) ? [required(`${path}.containers`)] : items(one)(main, `${path}.containers`)),
      ...distinct("name")(main, `${path}.containers`),
      ...distinctHostPorts(main, `${path}.containers`),
      ...checkInit(value, path, bare),
      ...checkEphemeral(value, path, bare),
    ];
  };
}

function checkInit(value: JsonValue | undefined, path: string, bare: Check): readonly FieldCause[] {
  const names = new Set(listOf(read(value, "containers")).map((item) => read(item, "name")));
  const init = listOf(read(value, "initContainers"));
  return init.flatMap((item, index) => {
    const field = `${path}.initContainers[${index}]`;
    const name = read(item, "name");
    const taken = !isEmpty(name) && names.has(name);
    names.add(name);
    const looksAfter = read(item, "restartPolicy") === "Always" ? probes : withoutHooks;
    return [
      ...bare(item, field),
      ...restarting(item, field),
      ...(taken ? [duplicate(`${field}.name`, name as JsonValue)] : []),
      ...looksAfter(item, field),
    ];
  });
}

const hooks = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

/** What is over before the pod begins is not looked after. */
function withoutHooks(container: JsonValue | undefined, path: string): readonly FieldCause[] {
  return refused(container, path, hooks, "may not be set for init containers without restartPolicy=Always");
}

function refused(container: JsonValue | undefined, path: string, names: readonly string[], why: string) {
  return names
    .filter((name) => isSet(name, read(container, name)))
    .map((name) => forbiddenField(`${path}.${name}`, why));
}

/** Resources are there whether they were given or not. */
function isSet(field: string, value: JsonValue | undefined): boolean {
  return value !== undefined && !(field === "resources" && isJsonObject(value) && Object.keys(value).length === 0);
}

const lasting = [...hooks, "ports", "resizePolicy", "resources", "restartPolicy", "restartPolicyRules"];

/** Containers to look into a pod that runs: with names of their own, and nothing that makes them last. */
function checkEphemeral(value: JsonValue | undefined, path: string, bare: Check): readonly FieldCause[] {
  const own = listOf(read(value, "containers")).map((item) => read(item, "name"));
  const names = new Set([...own, ...listOf(read(value, "initContainers")).map((item) => read(item, "name"))]);
  return listOf(read(value, "ephemeralContainers")).flatMap((item, index) => {
    const field = `${path}.ephemeralContainers[${index}]`;
    const [name, target] = [read(item, "name"), read(item, "targetContainerName")];
    const taken = !isEmpty(name) && names.has(name);
    names.add(name);
    const why = "cannot be set for an Ephemeral Container";
    return [
      ...bare(item, field),
      ...(taken ? [duplicate(`${field}.name`, name as JsonValue)] : []),
      ...(isEmpty(target) || own.includes(target)
        ? []
        : [missing(`${field}.targetContainerName`, target as JsonValue)]),
      ...refused(item, field, lasting, why),
      ...listOf(read(item, "volumeMounts")).flatMap((mount, at) =>
        refused(mount, `${field}.volumeMounts[${at}]`, ["subPath", "subPathExpr"], why),
      ),
    ];
  });
}
