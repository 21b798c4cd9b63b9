import type { JsonObject } from "@flux-ts/base";
import { createApiServer } from "@flux-ts/apiserver";
import { createManualClock } from "@flux-ts/apiserver/testing";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, configMap, configMaps, merge } from "./support/objects.ts";
import { actAs, allow, allowEverywhere, bindingTo, ownBindings, ownRoles, rbac, role } from "./support/people.ts";
import type { Rule } from "./support/people.ts";

const getConfigMaps: Rule = { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] };

const rules: Record<string, { rule: Rule; method: string; path: string; allowed: boolean }> = {
  "gives its verb on its resource": { rule: getConfigMaps, method: "GET", path: `${configMaps}/a`, allowed: true },
  "gives no other verb": { rule: getConfigMaps, method: "DELETE", path: `${configMaps}/a`, allowed: false },
  "gives nothing in other namespaces": {
    rule: getConfigMaps,
    method: "GET",
    path: "/api/v1/namespaces/kube-system/configmaps/a",
    allowed: false,
  },
  "gives no other group": {
    rule: { ...getConfigMaps, apiGroups: ["apps"] },
    method: "GET",
    path: `${configMaps}/a`,
    allowed: false,
  },
  "gives every resource by a star": {
    rule: { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    method: "GET",
    path: `${configMaps}/a`,
    allowed: true,
  },
  "gives named objects only": {
    rule: { ...getConfigMaps, resourceNames: ["b"] },
    method: "GET",
    path: `${configMaps}/a`,
    allowed: false,
  },
  "gives a list of one named object": {
    rule: { ...getConfigMaps, verbs: ["list"], resourceNames: ["a"] },
    method: "GET",
    path: `${configMaps}?fieldSelector=metadata.name%3Da`,
    allowed: true,
  },
  "gives subresources apart from the resource": {
    rule: { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] },
    method: "GET",
    path: "/apis/apps/v1/namespaces/default/deployments/a/scale",
    allowed: false,
  },
};

describe("a role", () => {
  test.for(Object.entries(rules))("%s", async ([, { rule, method, path, allowed }], { expect }) => {
    await using door = await overHttp();
    await door.send("POST", configMaps, { body: configMap("a") });
    await allow(door, "ann", rule);
    const [place = "", search = ""] = path.split("?");
    const query = Object.fromEntries(new URLSearchParams(search));
    const { status } = await door.send(method, place, { query, headers: { "impersonate-user": "ann" } });
    expect(status === 403).toBe(!allowed);
  });

  test("that gathers others by label has their rules", async ({ expect }) => {
    await using door = await overHttp();
    await door.send("POST", ownBindings, { body: bindingTo("ann", "ClusterRole", "view") });
    const foos = "/apis/example.com/v1/namespaces/default/foos";
    expect((await actAs(door, "ann")("GET", configMaps)).status).toBe(200);
    expect((await actAs(door, "ann")("GET", foos)).status).toBe(403);
    const body = {
      ...role("view-foos", [{ apiGroups: ["example.com"], resources: ["foos"], verbs: ["list"] }]),
      kind: "ClusterRole",
      metadata: { name: "view-foos", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } },
    };
    await door.send("POST", `${rbac}/clusterroles`, { body });
    expect((await actAs(door, "ann")("GET", foos)).status).toBe(404);
    expect((await actAs(door, "ann")("GET", "/api/v1/namespaces/default/secrets")).status).toBe(403);
  });
});

function overHttp() {
  const [, [, open]] = doors as readonly [(typeof doors)[0], (typeof doors)[0]];
  return open();
}

describe("without credentials", () => {
  test.for([
    ["/version", 200],
    ["/healthz", 200],
    ["/api", 403],
    ["/apis/apps/v1", 403],
    [configMaps, 403],
  ] as const)("%s answers %i", async ([path, wanted], { expect }) => {
    await using server = createApiServer();
    const { url } = await server.listen();
    expect((await fetch(url + path)).status).toBe(wanted);
  });

  test("an unknown token is refused, also where nobody needs one", async ({ expect }) => {
    await using server = createApiServer({ tokens: [{ token: "right", user: "ann" }] });
    const { url } = await server.listen();
    const status = async (token: string) =>
      (await fetch(`${url}/version`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await status("right"), await status("wrong")]).toEqual([200, 401]);
  });
});

describe.for(doors)("impersonation %s", ([, open]) => {
  test("acts as the user with the groups that are named", async ({ expect }) => {
    await using door = await open();
    const headers = { "impersonate-user": "ann", "impersonate-group": "dev" };
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const answer = await door.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { headers, body });
    expect(at(answer.body, "status.userInfo")).toEqual({ username: "ann", groups: ["dev", "system:authenticated"] });
  });

  test("gives service accounts the groups of their namespace", async ({ expect }) => {
    await using door = await open();
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const answer = await actAs(door, "system:serviceaccount:default:bot")("POST", path, body);
    expect(at(answer.body, "status.userInfo.groups")).toEqual([
      "system:serviceaccounts",
      "system:serviceaccounts:default",
      "system:authenticated",
    ]);
  });

  test("is refused to those who may not", async ({ expect }) => {
    await using door = await open();
    const transport = door.server.transport({ user: "ann" });
    const headers = { "impersonate-user": "ben" };
    const answer = await transport.send({ method: "GET", path: `${configMaps}/a`, headers });
    expect(answer.status).toBe(403);
  });

  test("of groups alone is a mistake", async ({ expect }) => {
    await using door = await open();
    const answer = await door.send("GET", configMaps, { headers: { "impersonate-group": "dev" } });
    expect([answer.status, answer.body["message"]]).toEqual([
      400,
      'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"dev"}, Extra:map[string][]string(nil)} without ' +
        "impersonating a user name",
    ]);
  });

  test("takes commas and broken escapes for parts of names", async ({ expect }) => {
    await using door = await open();
    const headers = { "impersonate-user": "ann", "impersonate-group": "a,b", "impersonate-extra-x%zz": "1,2" };
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const answer = await door.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { headers, body });
    expect(at(answer.body, "status.userInfo")).toMatchObject({
      groups: ["a,b", "system:authenticated"],
      extra: { "x%zz": ["1,2"] },
    });
  });

  test("is refused in terms of verbs, or of users to those who have been somebody else before", async ({ expect }) => {
    await using door = await open();
    const transport = door.server.transport({ user: "ann" });
    const messageAs = async (name: string): Promise<string> => {
      const headers = { "impersonate-user": name };
      const { body } = await transport.send({ method: "GET", path: `${configMaps}/a`, headers });
      return (body as { readonly message: string }).message;
    };
    const asBob: Rule = { apiGroups: [""], resources: ["users"], resourceNames: ["bob"], verbs: ["impersonate"] };
    await allowEverywhere(door, "ann", asBob);
    expect(await messageAs("ben")).toMatch(/cannot impersonate-on:user-info:get resource "configmaps"/);
    expect(await messageAs("bob")).toMatch(/User "bob" cannot get resource "configmaps"/);
    expect(await messageAs("ben")).toMatch(/^users "ben" is forbidden: User "ann" cannot impersonate resource "users"/);
  });
});

describe.for(doors)("giving rights away %s", ([, open]) => {
  const manage: Rule = {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["roles", "rolebindings"],
    verbs: ["create", "patch"],
  };

  test("takes having them", async ({ expect }) => {
    await using door = await open();
    await allow(door, "ann", manage, getConfigMaps);
    const wider = { ...getConfigMaps, verbs: ["get", "delete"] };
    expect((await actAs(door, "ann")("POST", ownRoles, role("same", [getConfigMaps]))).status).toBe(201);
    const refused = await actAs(door, "ann")("POST", ownRoles, role("wider", [wider]));
    expect(refused.status).toBe(403);
    expect(refused.body["message"]).toContain('{APIGroups:[""], Resources:["configmaps"], Verbs:["delete"]}');
  });

  test("by binding a role takes having its rules", async ({ expect }) => {
    await using door = await open();
    await allow(door, "ann", manage);
    const binding = bindingTo("ann", "ClusterRole", "cluster-admin");
    expect((await actAs(door, "ann")("POST", ownBindings, binding)).status).toBe(403);
    expect((await actAs(door, "ann")("POST", ownBindings, bindingTo("ann", "Role", "nope"))).status).toBe(404);
  });

  test("is allowed by the verbs escalate and bind", async ({ expect }) => {
    await using door = await open();
    await allow(door, "ann", { ...manage, verbs: ["create", "escalate", "bind"] });
    const all: Rule = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
    expect((await actAs(door, "ann")("POST", ownRoles, role("big", [all]))).status).toBe(201);
    expect((await actAs(door, "ann")("POST", ownBindings, bindingTo("ann", "Role", "big"))).status).toBe(201);
  });

  test("leaves changes alone that only say when a role goes, and no others", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", ownRoles, { body: role("other", [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]) });
    await allow(door, "ann", manage);
    const headers = { ...merge, "impersonate-user": "ann" };
    const patch = async (metadata: JsonObject) =>
      (await door.send("PATCH", `${ownRoles}/other`, { headers, body: { metadata } })).status;
    expect(await patch({ finalizers: ["example.com/kept"] })).toBe(200);
    expect(await patch({ labels: { a: "b" } })).toBe(403);
  });

  test("takes all rights to gather those of others", async ({ expect }) => {
    await using door = await open();
    await allowEverywhere(door, "ann", { ...manage, resources: ["clusterroles"] });
    const clusterRoles = `${rbac}/clusterroles`;
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] };
    const body = { ...role("gathers", []), kind: "ClusterRole", aggregationRule };
    const { status, body: refusal } = await actAs(door, "ann")("POST", clusterRoles, body);
    expect([status, refusal["message"]]).toEqual([403, expect.stringContaining('"gathers" is forbidden')]);
    expect((await door.send("POST", clusterRoles, { body })).status).toBe(201);
  });
});

describe.for(doors)("access reviews %s", ([, open]) => {
  const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  const review = (resourceAttributes: { readonly [name: string]: string }) => ({
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes },
  });

  test("say whether and why", async ({ expect }) => {
    await using door = await open();
    await allow(door, "ann", getConfigMaps);
    const ask = (verb: string) =>
      actAs(door, "ann")("POST", path, review({ namespace: "default", verb, resource: "configmaps" }));
    expect(at((await ask("get")).body, "status")).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "ann-role-of-ann/default" of Role "role-of-ann" to User "ann"',
    });
    expect(at((await ask("list")).body, "status")).toEqual({ allowed: false });
  });

  test("must ask about one thing", async ({ expect }) => {
    await using door = await open();
    const body = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec: {} };
    expect((await door.send("POST", path, { body })).status).toBe(422);
  });

  test("list the rules of a namespace", async ({ expect }) => {
    await using door = await open();
    await allow(door, "ann", getConfigMaps);
    const body = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectRulesReview",
      spec: { namespace: "default" },
    };
    const answer = await actAs(door, "ann")("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", body);
    expect(at(answer.body, "status.resourceRules")).toContainEqual({ ...getConfigMaps });
  });
});

describe("tokens of service accounts", () => {
  test("stand for their account until they expire or it is gone", async ({ expect }) => {
    const clock = createManualClock();
    await using server = createApiServer({ clock });
    const { url } = await server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
    const accounts = `${url}/api/v1/namespaces/default/serviceaccounts`;
    const post = (path: string, body: object) =>
      fetch(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    const issue = async () => {
      const request = {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { expirationSeconds: 600 },
      };
      const { status } = (await (await post(`${accounts}/bot/token`, request)).json()) as { status: { token: string } };
      return status.token;
    };
    const statusWith = async (token: string) =>
      (await fetch(`${url}/api`, { headers: { authorization: `Bearer ${token}` } })).status;

    await post(accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "bot" } });
    const first = await issue();
    expect(await statusWith(first)).toBe(200);
    expect(await statusWith(`${first.slice(0, -2)}AA`)).toBe(401);
    clock.advance(601_000);
    expect(await statusWith(first)).toBe(401);
    const second = await issue();
    await fetch(`${accounts}/bot`, { method: "DELETE" });
    expect(await statusWith(second)).toBe(401);
  });
});
