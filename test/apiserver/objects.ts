import type { JsonObject } from "@flux-ts/base";

interface Refused {
  readonly path: string;
  readonly object: JsonObject;
  readonly causes: readonly string[];
}

interface Warned {
  readonly path: string;
  readonly object: JsonObject;
  readonly texts: readonly string[];
}

const core = "/api/v1/namespaces/default";
const services = `${core}/services`;
const claims = `${core}/persistentvolumeclaims`;
const quotas = `${core}/resourcequotas`;
const volumes = "/api/v1/persistentvolumes";
const autoscalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
const policies = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
const ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";

const service = (spec: JsonObject): JsonObject => ({ spec: { ports: [{ port: 80 }], ...spec } });
const autoscaler = (spec: JsonObject): JsonObject => ({
  spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" }, ...spec },
});
const claim = (spec: JsonObject): JsonObject => ({
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const volume = (spec: JsonObject): JsonObject => ({
  spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, ...spec },
});

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

export const refused: { readonly [name: string]: Refused } = {
  "parameters of a class of ingresses in a namespace, unless it says so": {
    path: "/apis/networking.k8s.io/v1/ingressclasses",
    object: { spec: { controller: "example.com/a", parameters: { kind: "A", name: "a", namespace: "default" } } },
    causes: ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"],
  },
  "a service with a port of the nodes that it does not have": {
    path: services,
    object: service({ type: "ClusterIP", ports: [{ port: 80, nodePort: 30_080 }] }),
    causes: ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  },
  "a service outside of the cluster's addresses": {
    path: services,
    object: service({ clusterIP: "1.2.3.4" }),
    causes: [
      'spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided IP (1.2.3.4) is not in the valid range. The range of valid IPs is 10.96.0.0/16',
    ],
  },
  "a service that is elsewhere, at no name": {
    path: services,
    object: { spec: { type: "ExternalName", externalName: "A_B" } },
    causes: [`spec.externalName: Invalid value: "A_B": ${subdomain}`],
  },
  "a service with addresses that the cluster does not have": {
    path: services,
    object: service({ ipFamilies: ["IPv6"] }),
    causes: ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
  },
  "a service with the ranges of a balancer": {
    path: services,
    object: service({ loadBalancerSourceRanges: ["10.0.0.0/8"] }),
    causes: ["spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'"],
  },
  "an autoscaler of an unknown kind of metric": {
    path: autoscalers,
    object: autoscaler({ metrics: [{ type: "Foo" }] }),
    causes: Array<string>(2).fill(
      'spec.metrics[0].type: Unsupported value: "Foo": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
    ),
  },
  "an autoscaler without a target": {
    path: autoscalers,
    object: autoscaler({ metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization" } } }] }),
    causes: [
      "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization",
    ],
  },
  "a range that leaves out more than it has": {
    path: policies,
    object: {
      spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["11.0.0.0/8"] } }] }] },
    },
    causes: [
      'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/8": must be a strict subset of `cidr`',
    ],
  },
  "an ingress of an address": {
    path: ingresses,
    object: { spec: { rules: [{ host: "1.2.3.4" }] } },
    causes: ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address'],
  },
  "an ingress of two classes": {
    path: ingresses,
    object: {
      metadata: { annotations: { "kubernetes.io/ingress.class": "x" } },
      spec: { ingressClassName: "y", rules: [{ host: "a.b" }] },
    },
    causes: [
      'annotations.kubernetes.io/ingress.class: Invalid value: "x": must match `ingressClassName` when both are specified',
    ],
  },
  "a claim that is for one pod and for more": {
    path: claims,
    object: claim({ accessModes: ["ReadWriteOncePod", "ReadWriteOnce"] }),
    causes: ["spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes"],
  },
  "a volume of a node that nobody knows": {
    path: volumes,
    object: volume({ local: { path: "/x" } }),
    causes: ["spec.nodeAffinity: Required value: Local volume requires node affinity"],
  },
  "a volume on a server without a name": {
    path: volumes,
    object: volume({ nfs: { server: "", path: "x" } }),
    causes: ["spec.nfs.server: Required value", 'spec.nfs.path: Invalid value: "x": must be an absolute path'],
  },
  "a quota of a part of a pod": {
    path: quotas,
    object: { spec: { hard: { pods: "1.5" } } },
    causes: ['spec.hard[pods]: Invalid value: "1500m": must be an integer'],
  },
  "a quota of the amounts of pods that want none": {
    path: quotas,
    object: { spec: { scopes: ["BestEffort"], hard: { "requests.cpu": "1" } } },
    causes: ['spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
  },
  "limits of nothing": {
    path: `${core}/limitranges`,
    object: { spec: { limits: [{ type: "Foo" }] } },
    causes: ['spec.limits[0].type: Invalid value: "Foo": must be a standard limit type or fully qualified'],
  },
  "a class of an unknown policy": {
    path: "/apis/scheduling.k8s.io/v1/priorityclasses",
    object: { value: 1, preemptionPolicy: "Foo" },
    causes: ['preemptionPolicy: Unsupported value: "Foo": supported values: "PreemptLowerPriority", "Never"'],
  },
};

const labels = { app: "a" };
const twice = { name: "a", image: "b", env: [{ name: "A" }, { name: "A" }] };

export const warned: { readonly [name: string]: Warned } = {
  "a deployment whose pods hide a variable": {
    path: "/apis/apps/v1/namespaces/default/deployments",
    object: {
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [twice] } } },
    },
    texts: [
      'spec.template.spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    ],
  },
  "a template of pods by an old label": {
    path: `${core}/podtemplates`,
    object: {
      template: {
        spec: { nodeSelector: { "beta.kubernetes.io/os": "linux" }, containers: [{ name: "a", image: "b" }] },
      },
    },
    texts: [
      'template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    ],
  },
  "a service that cannot send callers back": {
    path: services,
    object: service({ clusterIP: "None", sessionAffinity: "ClientIP" }),
    texts: ["spec.SessionAffinity is ignored for headless services"],
  },
};
