import { mkdtemp, readFile, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { ApiServer, ApiServerOptions } from "@flux-ts/apiserver";
import { createApiServer } from "@flux-ts/apiserver";
import { describe, test as base } from "vitest";
import { openOn } from "./support/doors.ts";
import { configMap, configMaps } from "./support/objects.ts";
import { settledAnswer } from "./support/recorded.ts";

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest wants the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "audit-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

/** What is written while a server does something. */
async function eventsOf(
  folder: string,
  { policy, ...options }: Omit<ApiServerOptions, "audit"> & { readonly policy?: JsonObject },
  act: (server: ApiServer) => Promise<void>,
): Promise<readonly JsonObject[]> {
  const path = join(folder, "audit.log");
  const server = createApiServer({ ...options, controllers: false, audit: { path, ...(policy && { policy }) } });
  await act(server);
  await server.close();
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

function policyOf(rules: JsonValue): JsonObject {
  return { apiVersion: "audit.k8s.io/v1", kind: "Policy", omitStages: ["RequestReceived"], rules };
}

describe("rules of a policy", () => {
  interface Case {
    readonly rules: JsonValue;
    /** The verb of each event. */
    readonly written: readonly string[];
  }

  const cases: Record<string, Case> = {
    "a level for everything": { rules: [{ level: "Metadata" }], written: ["create", "get", "list", "get"] },
    "the first rule that fits counts": {
      rules: [{ level: "None", verbs: ["get"] }, { level: "Request" }],
      written: ["create", "list"],
    },
    "resources, by group and name": {
      rules: [{ level: "Request", resources: [{ group: "", resources: ["configmaps"], resourceNames: ["a"] }] }],
      written: ["get"],
    },
    "a group is not another": { rules: [{ level: "Request", resources: [{ group: "apps" }] }], written: [] },
    namespaces: { rules: [{ level: "Request", namespaces: ["default"] }], written: ["create", "get"] },
    "the cluster as a whole": { rules: [{ level: "Request", namespaces: [""] }], written: ["list"] },
    "paths that are no resources": {
      rules: [{ level: "Metadata", nonResourceURLs: ["/vers*"] }],
      written: ["get"],
    },
    users: { rules: [{ level: "Metadata", users: ["nobody"] }], written: [] },
    groups: { rules: [{ level: "Metadata", userGroups: ["system:masters"], verbs: ["list"] }], written: ["list"] },
    "stages of a rule are left out beside those of all": {
      rules: [{ level: "Metadata", omitStages: ["ResponseComplete"] }],
      written: [],
    },
  };

  test.for(Object.entries(cases))("%s", async ([, { rules, written }], { folder, expect }) => {
    const events = await eventsOf(folder, { policy: policyOf(rules) }, async (server) => {
      const { send } = openOn(server);
      await send("POST", configMaps, { body: configMap("a") });
      await send("GET", `${configMaps}/a`);
      await send("GET", "/api/v1/nodes");
      await send("GET", "/version");
    });
    expect(events.map(({ verb }) => verb)).toEqual(written);
  });
});

describe("levels", () => {
  const levels: Record<string, { rule: JsonObject; shows: readonly string[] }> = {
    "Metadata tells no bodies": { rule: { level: "Metadata" }, shows: [] },
    "Request tells what was sent": { rule: { level: "Request" }, shows: ["requestObject"] },
    "RequestResponse tells what was answered, too": {
      rule: { level: "RequestResponse" },
      shows: ["requestObject", "responseObject"],
    },
  };

  test.for(Object.entries(levels))("%s", async ([, { rule, shows }], { folder, expect }) => {
    const [event = {}] = await eventsOf(folder, { policy: policyOf([rule]) }, async (server) => {
      await openOn(server).send("POST", configMaps, { body: configMap("a") });
    });
    expect(Object.keys(event).filter((field) => field.endsWith("Object"))).toEqual(shows);
  });

  test("who set which field can be left out", async ({ folder, expect }) => {
    const rules = [{ level: "RequestResponse", omitManagedFields: true }];
    const events = await eventsOf(folder, { policy: policyOf(rules) }, async (server) => {
      const { send } = openOn(server);
      await send("POST", configMaps, { body: configMap("a", { data: { k: "v" } }) });
      await send("GET", configMaps);
    });
    expect(JSON.stringify(events)).toContain('"k":"v"');
    expect(JSON.stringify(events)).not.toContain("managedFields");
  });
});

describe("a policy is refused", () => {
  const cases: Record<string, { rules: JsonValue; message: string }> = {
    "without rules": { rules: [], message: "audit policy: has no rules, so nothing would be written" },
    "with a level that is none": {
      rules: [{ level: "All" }],
      message: 'rules[0].level must be one of None, Metadata, Request, RequestResponse, but is "All"',
    },
    "with a stage that is none": {
      rules: [{ level: "None" }, { level: "Metadata", omitStages: ["Never"] }],
      message: "rules[1].omitStages[0] must be one of RequestReceived, ResponseStarted, ResponseComplete, Panic",
    },
    "with paths beside resources": {
      rules: [{ level: "Metadata", nonResourceURLs: ["/x"], namespaces: ["a"] }],
      message: "rules[0].nonResourceURLs cannot stand beside resources and namespaces",
    },
    "with a star within a path": {
      rules: [{ level: "Metadata", nonResourceURLs: ["/a*b"] }],
      message: 'rules[0].nonResourceURLs[0] can have a star at its end only, but is "/a*b"',
    },
    "with names of no resource": {
      rules: [{ level: "Metadata", resources: [{ group: "", resourceNames: ["a"] }] }],
      message: "rules[0].resources[0].resourceNames needs resources",
    },
    "with a list that is none": {
      rules: [{ level: "Metadata", users: "ann" }],
      message: 'rules[0].users must be a list of texts, but is "ann"',
    },
  };

  test.for(Object.entries(cases))("%s", ([, { rules, message }], { folder, expect }) => {
    const audit = { path: join(folder, "never"), policy: policyOf(rules) };
    expect(() => createApiServer({ audit })).toThrow(message);
  });
});

/** Requests, and what a real API server (1.36.3) wrote of each at level RequestResponse. */
interface Recorded {
  readonly namespace: string;
  readonly setup: readonly (JsonObject & { readonly kind: string })[];
  readonly steps: readonly {
    readonly id: string;
    readonly request: {
      readonly path: string;
      readonly method?: string;
      readonly query?: { readonly [name: string]: string };
      readonly headers?: { readonly [name: string]: string };
      readonly token?: string;
      readonly type?: string;
      readonly body?: JsonValue;
    };
    readonly events: readonly JsonObject[];
  }[];
}

const recorded = JSON.parse(readFileSync(new URL("cases/audit.json", import.meta.url), "utf8")) as Recorded;

const registrations: { readonly [kind: string]: string } = {
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
};

const differing = new Set(["requestReceivedTimestamp", "stageTimestamp", "sourceIPs", "continue"]);

function settledEvent(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(settledEvent);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([name]) => !differing.has(name));
  return Object.fromEntries<JsonValue>(entries.map(([name, item]) => [name, settledEvent(item)]));
}

const settled = (events: readonly JsonObject[]): JsonValue => settledAnswer(settledEvent(events));

test("events are those of the real server", async ({ folder, expect }) => {
  const { namespace, setup, steps } = recorded;
  const tokens = [
    { token: "admin", user: "admin", uid: "1", groups: ["system:masters"] },
    { token: "alice", user: "alice", uid: "2", groups: ["dev"] },
  ];
  const policy = policyOf([{ level: "RequestResponse" }]);
  const events = await eventsOf(folder, { tokens, policy }, async (server) => {
    const { send } = openOn(server);
    const named = (kind: string, metadata: JsonObject) => ({
      headers: { "user-agent": "pol/1" },
      body: { apiVersion: "v1", kind, metadata },
    });
    await send("POST", "/api/v1/namespaces", named("Namespace", { name: namespace }));
    for (const object of setup) {
      const path = `/apis/admissionregistration.k8s.io/v1/${registrations[object.kind] ?? ""}`;
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they were recorded
      await send("POST", path, { body: object });
    }
    const { url } = await server.listen();
    for (const { id, request } of steps) {
      const { path, query = {}, body, token = "admin", type = "application/json", headers } = request;
      const asked = new URLSearchParams(query).toString();
      // oxlint-disable-next-line no-await-in-loop -- each step sees what those before it did
      const answer = await fetch(`${url}${path}${asked === "" ? "" : `?${asked}`}`, {
        method: request.method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          authorization: `Bearer ${token}`,
          "audit-id": id,
          "user-agent": "pol/1",
          ...(body !== undefined && { "content-type": type }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      // oxlint-disable-next-line no-await-in-loop
      await answer.text();
    }
  });
  const written = Map.groupBy(events, ({ auditID }) => auditID);
  const got = steps.map(({ id }) => [id, settled(written.get(id) ?? [])]);
  expect(got).toEqual(steps.map(({ id, events: wanted }) => [id, settled(wanted)]));
});
