import type { JsonObject, JsonValue } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import type { Door } from "./support/doors.ts";
import { at, merge } from "./support/objects.ts";

const [[, openInProcess]] = doors as [(typeof doors)[0]];

const labels = { app: "web" };
const container: JsonObject = { name: "web", image: "web:1" };

function deployment(spec: JsonObject = {}, pod: JsonObject = {}): JsonObject {
  const template = { metadata: { labels }, spec: { containers: [container], ...pod } };
  return object("apps/v1", "Deployment", { spec: { selector: { matchLabels: labels }, template, ...spec } });
}

function object(apiVersion: string, kind: string, rest: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: { name: "a" }, ...rest };
}

function job(spec: JsonObject): JsonObject {
  const template = { spec: { containers: [container], restartPolicy: "Never" } };
  return object("batch/v1", "Job", { spec: { template, ...spec } });
}

function cronJob(spec: JsonObject): JsonObject {
  const template = { spec: { containers: [container], restartPolicy: "Never" } };
  return object("batch/v1", "CronJob", { spec: { schedule: "@daily", jobTemplate: { spec: { template } }, ...spec } });
}

function service(spec: JsonObject): JsonObject {
  return object("v1", "Service", { spec: { ports: [{ port: 80 }], ...spec } });
}

function ingress(path: JsonObject): JsonObject {
  const backend = { service: { name: "web", port: { number: 80 } } };
  const rule = { http: { paths: [{ path: "/", pathType: "Prefix", backend, ...path }] } };
  return object("networking.k8s.io/v1", "Ingress", { spec: { rules: [rule] } });
}

const plurals: { readonly [kind: string]: string } = { Ingress: "ingresses", NetworkPolicy: "networkpolicies" };

function pathOf(body: JsonObject): string {
  const { apiVersion, kind } = body as { readonly apiVersion: string; readonly kind: string };
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}/namespaces/default/${plurals[kind] ?? `${kind.toLowerCase()}s`}`;
}

async function create(door: Door, body: JsonObject) {
  return door.send("POST", pathOf(body), { body });
}

/** Field and message of every cause of a refusal. */
function causesOf(body: JsonObject): readonly (readonly [field: JsonValue, message: JsonValue])[] {
  const causes = (at(body, "details.causes") ?? []) as readonly { readonly field: string; readonly message: string }[];
  return causes.map(({ field, message }) => [field, message]);
}

describe("a new object is refused", () => {
  const spec = "spec.template.spec";
  const cases: Record<string, { body: JsonObject; want: readonly (readonly [string, string])[] }> = {
    "when its selector finds nothing of its own": {
      body: deployment({ selector: { matchLabels: { app: "other" } } }),
      want: [
        ["spec.template.metadata.labels", 'Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
      ],
    },
    "without containers": {
      body: deployment({}, { containers: [] }),
      want: [[`${spec}.containers`, "Required value"]],
    },
    "with two containers of one name": {
      body: deployment({}, { containers: [container, container] }),
      want: [[`${spec}.containers[1].name`, 'Duplicate value: "web"']],
    },
    "with a mount of a volume it does not have": {
      body: deployment({}, { containers: [{ ...container, volumeMounts: [{ name: "x", mountPath: "/x" }] }] }),
      want: [[`${spec}.containers[0].volumeMounts[0].name`, 'Not found: "x"']],
    },
    "with a volume of two types": {
      body: deployment({}, { volumes: [{ name: "x", emptyDir: {}, hostPath: { path: "/x" } }] }),
      want: [[`${spec}.volumes[0].hostPath`, "Forbidden: may not specify more than 1 volume type"]],
    },
    "when it asks for more than it may have": {
      body: deployment(
        {},
        {
          containers: [{ ...container, resources: { requests: { cpu: "2" }, limits: { cpu: "1500m" } } }],
        },
      ),
      want: [
        [
          `${spec}.containers[0].resources.requests`,
          'Invalid value: "2": must be less than or equal to cpu limit of 1500m',
        ],
      ],
    },
    "with a negative number of replicas": {
      body: deployment({ replicas: -1 }),
      want: [["spec.replicas", "Invalid value: -1: must be greater than or equal to 0"]],
    },
    "when a job would never end": {
      body: job({ template: { spec: { containers: [container] } } }),
      want: [[`${spec}.restartPolicy`, 'Required value: valid values: "OnFailure", "Never"']],
    },
    "with a schedule of too few fields": {
      body: cronJob({ schedule: "* *" }),
      want: [["spec.schedule", 'Invalid value: "* *": expected exactly 5 fields, found 2: [* *]']],
    },
    "with a schedule beyond the clock": {
      body: cronJob({ schedule: "61 * * * *" }),
      want: [["spec.schedule", 'Invalid value: "61 * * * *": end of range (61) above maximum (59): 61']],
    },
    "with a time zone nobody knows": {
      body: cronJob({ timeZone: "Moon/Sea" }),
      want: [["spec.timeZone", 'Invalid value: "Moon/Sea": unknown time zone Moon/Sea']],
    },
    "with ports that have no names to tell them apart": {
      body: service({ ports: [{ port: 80 }, { port: 81 }] }),
      want: [
        ["spec.ports[0].name", "Required value"],
        ["spec.ports[1].name", "Required value"],
      ],
    },
    "with a path that is not absolute": {
      body: ingress({ path: "x" }),
      want: [["spec.rules[0].http.paths[0].path", 'Invalid value: "x": must be an absolute path']],
    },
    "with a backend that has no port": {
      body: ingress({ backend: { service: { name: "web" } } }),
      want: [["spec.rules[0].http.paths[0].backend", "Required value: port name or number is required"]],
    },
    "with a range of addresses that is none": {
      body: object("networking.k8s.io/v1", "NetworkPolicy", {
        spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/33" } }] }] },
      }),
      want: [
        [
          "spec.ingress[0].from[0].ipBlock.cidr",
          'Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        ],
      ],
    },
    "with a rule that has no verbs": {
      body: object("rbac.authorization.k8s.io/v1", "Role", { rules: [{ apiGroups: [""], resources: ["pods"] }] }),
      want: [["rules[0].verbs", "Required value: verbs must contain at least one value"]],
    },
    "with a lease of no duration": {
      body: object("coordination.k8s.io/v1", "Lease", { spec: { leaseDurationSeconds: 0 } }),
      want: [["spec.leaseDurationSeconds", "Invalid value: 0: must be greater than 0"]],
    },
  };
  test.for(Object.entries(cases))("%s", async ([, { body, want }], { expect }) => {
    await using door = await openInProcess();
    const answer = await create(door, body);
    expect([answer.status, causesOf(answer.body)]).toEqual([422, want]);
  });
});

describe("a change is refused", () => {
  const cases: Record<string, { body: JsonObject; change: JsonObject; want: readonly [string, string] }> = {
    "of the selector of a workload": {
      body: deployment(),
      change: {
        spec: {
          selector: { matchLabels: { app: "web", tier: "x" } },
          template: { metadata: { labels: { tier: "x" } } },
        },
      },
      want: ["spec.selector", 'Invalid value: {"matchLabels":{"app":"web","tier":"x"}}: field is immutable'],
    },
    "of the completions of a job": {
      body: job({ completions: 1 }),
      change: { spec: { completions: 2 } },
      want: ["spec.completions", "Invalid value: 2: field is immutable"],
    },
    "of the address of a service": {
      body: service({ clusterIP: "10.96.1.1" }),
      change: { spec: { clusterIP: "10.96.1.2" } },
      want: ["spec.clusterIPs[0]", 'Invalid value: ["10.96.1.2"]: may not change once set'],
    },
    "of the role of a binding": {
      body: object("rbac.authorization.k8s.io/v1", "RoleBinding", {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "a" },
      }),
      change: { roleRef: { name: "b" } },
      want: [
        "roleRef",
        'Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
      ],
    },
  };
  test.for(Object.entries(cases))("%s", async ([, { body, change, want }], { expect }) => {
    await using door = await openInProcess({ controllers: false });
    expect((await create(door, body)).status).toBe(201);
    const answer = await door.send("PATCH", `${pathOf(body)}/a`, { body: change, headers: merge });
    expect([answer.status, causesOf(answer.body)]).toEqual([422, [want]]);
  });
});

test("a name that is no host name is warned of where pods get it", async ({ expect }) => {
  await using door = await openInProcess();
  const { status, warnings } = await create(door, { ...deployment(), metadata: { name: "a.b" } });
  expect(status).toBe(201);
  expect(warnings).toEqual([
    '299 - "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; ' +
      'a DNS label is recommended: [must not contain dots]"',
  ]);
});

test("a service that becomes internal gives its ports of the nodes back", async ({ expect }) => {
  await using door = await openInProcess();
  const exposed = await create(door, service({ type: "NodePort" }));
  expect(at(exposed.body, "spec.externalTrafficPolicy")).toBe("Cluster");
  const body = { spec: { type: "ClusterIP" } };
  const internal = await door.send("PATCH", `${pathOf(exposed.body)}/a`, { body, headers: merge });
  expect(at(internal.body, "spec.ports")).toEqual([{ port: 80, protocol: "TCP", targetPort: 80 }]);
  expect(at(internal.body, "spec.externalTrafficPolicy")).toBeUndefined();
});
