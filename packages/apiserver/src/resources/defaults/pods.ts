import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { chain, fill, inField, inItems, inSpec } from "./fill.ts";

/** Defaults of a pod: those of any pod template, and what only a pod itself gets. */
export const defaultPod = inSpec(
  chain<JsonObject>(
    (spec) => fill(defaultPodSpec(spec), { enableServiceLinks: true }),
    (spec) => inItems(spec, "containers", requestWhatIsLimited),
    (spec) => inItems(spec, "initContainers", requestWhatIsLimited),
  ),
);

/** Defaults of `spec.template` of workloads. */
export function defaultTemplate(spec: JsonObject): JsonObject {
  return inField(spec, "template", (template) => inField(template, "spec", defaultPodSpec));
}

function defaultPodSpec(spec: JsonObject): JsonObject {
  const hostNetwork = spec["hostNetwork"] === true;
  let next = spec;
  for (const field of ["containers", "initContainers", "ephemeralContainers"]) {
    next = inItems(next, field, (container) => defaultContainer(container, hostNetwork));
  }
  return fill(aliasServiceAccount(inItems(next, "volumes", defaultVolume)), podPresets);
}

const podPresets = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  securityContext: {},
  schedulerName: "default-scheduler",
};

/** The old name of the field and the new one always agree. */
function aliasServiceAccount(spec: JsonObject): JsonObject {
  const account = spec["serviceAccountName"] || spec["serviceAccount"];
  if (!account || (spec["serviceAccount"] === account && spec["serviceAccountName"] === account)) return spec;
  return { ...spec, serviceAccountName: account, serviceAccount: account };
}

function defaultContainer(container: JsonObject, hostNetwork: boolean): JsonObject {
  const defaultPort = (port: JsonObject) =>
    fill(port, { protocol: "TCP", hostPort: hostNetwork ? port["containerPort"] : undefined });
  let next = inItems(inItems(container, "ports", defaultPort), "env", defaultEnv);
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) next = inField(next, probe, defaultProbe);
  return fill(inField(next, "lifecycle", defaultLifecycle), {
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: pullPolicyOf(container["image"]),
  });
}

/** Images that may change under their name are pulled always. */
function pullPolicyOf(image: unknown): string {
  const name = typeof image === "string" ? image : "";
  if (name.includes("@")) return "IfNotPresent";
  const last = name.slice(name.lastIndexOf("/") + 1);
  const [, tag = "latest"] = last.split(":");
  return tag === "latest" ? "Always" : "IfNotPresent";
}

function defaultEnv(env: JsonObject): JsonObject {
  return inField(env, "valueFrom", (source) =>
    inField(source, "fieldRef", (reference) => fill(reference, { apiVersion: "v1" })),
  );
}

function defaultProbe(probe: JsonObject): JsonObject {
  const timed = fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  return inField(inField(timed, "httpGet", defaultHttpGet), "grpc", (grpc) => fill(grpc, { service: "" }));
}

function defaultHttpGet(action: JsonObject): JsonObject {
  return fill(action, { path: "/", scheme: "HTTP" });
}

function defaultLifecycle(lifecycle: JsonObject): JsonObject {
  const hook = (handler: JsonObject) => inField(handler, "httpGet", defaultHttpGet);
  return inField(inField(lifecycle, "postStart", hook), "preStop", hook);
}

const readableByAll = 0o644;

function defaultVolume(volume: JsonObject): JsonObject {
  const files = (source: JsonObject) => fill(source, { defaultMode: readableByAll });
  const sourced = Object.keys(volume).some((key) => key !== "name") ? volume : { ...volume, emptyDir: {} };
  return chain<JsonObject>(
    (next) => inField(next, "secret", files),
    (next) => inField(next, "configMap", files),
    (next) => inField(next, "downwardAPI", (source) => files(defaultDownward(source))),
    (next) => inField(next, "projected", (source) => files(inItems(source, "sources", defaultProjection))),
    (next) => inField(next, "hostPath", (source) => fill(source, { type: "" })),
    (next) => inField(next, "ephemeral", defaultEphemeral),
  )(sourced);
}

function defaultDownward(source: JsonObject): JsonObject {
  return inItems(source, "items", (item) =>
    inField(item, "fieldRef", (reference) => fill(reference, { apiVersion: "v1" })),
  );
}

function defaultProjection(source: JsonObject): JsonObject {
  const token = inField(source, "serviceAccountToken", (next) => fill(next, { expirationSeconds: 3600 }));
  return inField(token, "downwardAPI", defaultDownward);
}

function defaultEphemeral(source: JsonObject): JsonObject {
  return inField(source, "volumeClaimTemplate", (claim) =>
    inField(claim, "spec", (spec) => fill(spec, { volumeMode: "Filesystem" })),
  );
}

/** Containers of pods request what they are limited to, unless they say otherwise. */
function requestWhatIsLimited(container: JsonObject): JsonObject {
  return inField(container, "resources", (resources) => {
    const { limits, requests } = resources;
    if (!isJsonObject(limits)) return resources;
    const known = isJsonObject(requests) ? requests : {};
    const filled = fill(known, limits);
    return filled === requests ? resources : { ...resources, requests: filled };
  });
}
