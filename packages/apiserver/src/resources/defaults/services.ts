import type { JsonObject, KubeObject } from "@flux-ts/base";
import { fill, inField, inItems, inSpec } from "./fill.ts";

function defaultPort(port: JsonObject): JsonObject {
  const filled = fill(port, { protocol: "TCP" });
  // A port of 0 or without a name is none.
  const named = filled["targetPort"] !== undefined && filled["targetPort"] !== 0 && filled["targetPort"] !== "";
  return named || filled["port"] === undefined ? filled : { ...filled, targetPort: filled["port"] };
}

export const defaultService = inSpec((spec) => {
  const typed = fill(spec, { sessionAffinity: "None", type: "ClusterIP" });
  const ported = inItems(typed, "ports", defaultPort);
  const external = ported["type"] === "NodePort" || ported["type"] === "LoadBalancer";
  return fill(withAffinityTimeout(ported), {
    externalTrafficPolicy: external ? "Cluster" : undefined,
    internalTrafficPolicy: ported["type"] === "ExternalName" ? undefined : "Cluster",
    allocateLoadBalancerNodePorts: ported["type"] === "LoadBalancer" ? true : undefined,
  });
});

const threeHours = 10_800;

function withAffinityTimeout(spec: JsonObject): JsonObject {
  if (spec["sessionAffinity"] !== "ClientIP") return spec;
  const configured = inField(fill(spec, { sessionAffinityConfig: {} }), "sessionAffinityConfig", (config) =>
    fill(config, { clientIP: {} }),
  );
  return inField(configured, "sessionAffinityConfig", (config) =>
    inField(config, "clientIP", (ip) => fill(ip, { timeoutSeconds: threeHours })),
  );
}

export function defaultEndpoints(object: KubeObject): KubeObject {
  return inItems(object, "subsets", (subset) => inItems(subset, "ports", (port) => fill(port, { protocol: "TCP" })));
}

export function defaultEndpointSlice(object: KubeObject): KubeObject {
  return inItems(object, "ports", (port) => fill(port, { name: "", protocol: "TCP" }));
}

export const defaultNetworkPolicy = inSpec((spec) => {
  const ports = (rule: JsonObject) => inItems(rule, "ports", (port) => fill(port, { protocol: "TCP" }));
  const filled = inItems(inItems(spec, "ingress", ports), "egress", ports);
  const egress = Array.isArray(spec["egress"]) && (spec["egress"] as readonly unknown[]).length > 0;
  return fill(filled, { policyTypes: egress ? ["Ingress", "Egress"] : ["Ingress"] });
});

export const defaultIngressClass = inSpec((spec) =>
  inField(spec, "parameters", (parameters) => fill(parameters, { scope: "Cluster" })),
);

export function defaultApiService(object: KubeObject): KubeObject {
  return inField(object, "spec", (spec) => inField(spec, "service", (service) => fill(service, { port: 443 })));
}

export function defaultWebhooks(mutating: boolean): (object: KubeObject) => KubeObject {
  return (object) =>
    inItems(object, "webhooks", (webhook) => {
      const filled = fill(webhook, {
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        namespaceSelector: {},
        objectSelector: {},
        timeoutSeconds: 10,
        reinvocationPolicy: mutating ? "Never" : undefined,
      });
      const scoped = inItems(filled, "rules", (rule) => fill(rule, { scope: "*" }));
      return inField(scoped, "clientConfig", (config) =>
        inField(config, "service", (service) => fill(service, { port: 443 })),
      );
    });
}

const rbacGroup = "rbac.authorization.k8s.io";

/** Users and groups are of RBAC's own group, service accounts of the core group. */
export function defaultBinding(object: KubeObject): KubeObject {
  const bound = inField(object, "roleRef", (role) => fillEmpty(role, "apiGroup", rbacGroup));
  return inItems(bound, "subjects", (subject) =>
    subject["kind"] === "User" || subject["kind"] === "Group" ? fillEmpty(subject, "apiGroup", rbacGroup) : subject,
  );
}

function fillEmpty(object: JsonObject, field: string, value: string): JsonObject {
  return object[field] === undefined || object[field] === "" ? { ...object, [field]: value } : object;
}
