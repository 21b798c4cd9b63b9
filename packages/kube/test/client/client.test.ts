import type { KubeObject } from "@flux-ts/base";
import {
  type ApiRequest,
  type ApiResponse,
  type Client,
  type ClientOptions,
  createClient,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isTooManyRequests,
  isUnknownKind,
  KubeError,
} from "@flux-ts/kube";
import { createFakeTransport, createManualClock, type FakeTransport, type ManualClock } from "@flux-ts/kube/testing";
import { expect, test } from "vitest";
import { configMap, discoveryAnswer, json, listAnswer, statusAnswer } from "../support/api.ts";

interface World {
  readonly client: Client;
  readonly clock: ManualClock;
  readonly transport: FakeTransport;
  /** The requests so far, without discovery. */
  readonly asked: () => readonly ApiRequest[];
}

function createWorld(answer: (request: ApiRequest) => ApiResponse, options: Partial<ClientOptions> = {}): World {
  const clock = createManualClock();
  const transport = createFakeTransport((request) => discoveryAnswer(request) ?? answer(request));
  const client = createClient({ transport, clock, random: () => 0, ...options });
  return { client, clock, transport, asked: () => transport.requests.filter((request) => !discoveryAnswer(request)) };
}

/** Answers from a list, the last one for good. */
function inTurn(...answers: ApiResponse[]): () => ApiResponse {
  return () => (answers.length > 1 ? (answers.shift() as ApiResponse) : (answers[0] as ApiResponse));
}

const key = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" };
const object = configMap("a");
const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web" };
const role = { apiVersion: "v1", kind: "Namespace", name: "prod" };

interface Call {
  readonly call: (client: Client) => Promise<unknown>;
  readonly want: Pick<ApiRequest, "method" | "path"> & {
    readonly query?: readonly string[];
    readonly contentType?: string;
    readonly body?: unknown;
  };
}

const calls: Record<string, Call> = {
  "get reads one object": {
    call: (client) => client.get(key),
    want: { method: "GET", path: "/api/v1/namespaces/default/configmaps/a" },
  },
  "get of a subresource": {
    call: (client) => client.get(deployment, { subresource: "scale" }),
    want: { method: "GET", path: "/apis/apps/v1/namespaces/prod/deployments/web/scale" },
  },
  "the namespace of a cluster-scoped kind is ignored": {
    call: (client) => client.get({ ...role, namespace: "other" }),
    want: { method: "GET", path: "/api/v1/namespaces/prod" },
  },
  "names are encoded": {
    call: (client) => client.get({ ...role, name: "system:a/b" }),
    want: { method: "GET", path: "/api/v1/namespaces/system%3Aa%2Fb" },
  },
  "create posts to the collection": {
    call: (client) => client.create(object, { dryRun: true, fieldManager: "me", fieldValidation: "Strict" }),
    want: {
      method: "POST",
      path: "/api/v1/namespaces/default/configmaps",
      query: ["fieldManager=me", "fieldValidation=Strict", "dryRun=All"],
      body: object,
    },
  },
  "update puts the object": {
    call: (client) => client.update(object),
    want: { method: "PUT", path: "/api/v1/namespaces/default/configmaps/a", body: object },
  },
  "updateStatus puts to the status": {
    call: (client) => client.updateStatus(object),
    want: { method: "PUT", path: "/api/v1/namespaces/default/configmaps/a/status", body: object },
  },
  "a json patch": {
    call: (client) => client.patch(key, { type: "json", patch: [{ op: "remove", path: "/data" }] }),
    want: {
      method: "PATCH",
      path: "/api/v1/namespaces/default/configmaps/a",
      contentType: "application/json-patch+json",
      body: [{ op: "remove", path: "/data" }],
    },
  },
  "a merge patch of the status": {
    call: (client) => client.patchStatus(key, { type: "merge", patch: { status: {} } }),
    want: {
      method: "PATCH",
      path: "/api/v1/namespaces/default/configmaps/a/status",
      contentType: "application/merge-patch+json",
      body: { status: {} },
    },
  },
  "a strategic merge patch": {
    call: (client) => client.patch(key, { type: "strategic", patch: {} }),
    want: {
      method: "PATCH",
      path: "/api/v1/namespaces/default/configmaps/a",
      contentType: "application/strategic-merge-patch+json",
      body: {},
    },
  },
  "apply of an object": {
    call: (client) => client.apply(object, { fieldManager: "me", force: true }),
    want: {
      method: "PATCH",
      path: "/api/v1/namespaces/default/configmaps/a",
      query: ["force=true", "fieldManager=me"],
      contentType: "application/apply-patch+yaml",
      body: object,
    },
  },
  "apply of bytes sends these bytes": {
    call: (client) => client.apply({ key, json: Buffer.from("{}") }, { fieldManager: "me", dryRun: true }),
    want: {
      method: "PATCH",
      path: "/api/v1/namespaces/default/configmaps/a",
      query: ["fieldManager=me", "dryRun=All"],
      contentType: "application/apply-patch+yaml",
      body: Buffer.from("{}"),
    },
  },
  "delete carries preconditions and policy in its body": {
    call: (client) =>
      client.delete(key, {
        propagationPolicy: "Foreground",
        preconditions: { uid: "u", resourceVersion: "3" },
        dryRun: true,
      }),
    want: {
      method: "DELETE",
      path: "/api/v1/namespaces/default/configmaps/a",
      body: {
        apiVersion: "v1",
        kind: "DeleteOptions",
        propagationPolicy: "Foreground",
        preconditions: { uid: "u", resourceVersion: "3" },
        dryRun: ["All"],
      },
    },
  },
  "a subresource with a kind of its own is posted to": {
    call: (client) =>
      client.createSubresource({ ...key, kind: "ServiceAccount" }, "token", { spec: { expirationSeconds: 600 } }),
    want: {
      method: "POST",
      path: "/api/v1/namespaces/default/serviceaccounts/a/token",
      body: { spec: { expirationSeconds: 600 } },
    },
  },
};

test.for(Object.entries(calls))("%s", async ([, { call, want }]) => {
  const { client, asked } = createWorld(() => json(200, object));
  await call(client);
  const [request] = asked();
  expect({
    method: request?.method,
    path: request?.path,
    query: request?.query?.map((pair) => pair.join("=")) ?? [],
    contentType: request?.headers?.["content-type"],
    body: request?.body,
  }).toEqual({ query: [], contentType: undefined, body: undefined, ...want });
});

test("every call says who it is", async () => {
  const { client, asked } = createWorld(() => json(200, object));
  await client.get(key);
  await client
    .as({ user: "jane", groups: ["dev", "ops"], uid: "42", extra: { "Example.com/Scope": ["a"] } })
    .with({ userAgent: "flux-ts/9" })
    .get(key);
  const agents = asked().map(({ headers = {} }) => {
    const { accept: _accept, ...rest } = headers;
    return rest;
  });
  expect(agents).toEqual([
    { "user-agent": "flux-ts" },
    {
      "user-agent": "flux-ts/9",
      "impersonate-user": "jane",
      "impersonate-group": ["dev", "ops"],
      "impersonate-uid": "42",
      "impersonate-extra-example.com%2fscope": ["a"],
    },
  ]);
});

test("the field manager of the client is the default of all writes", async () => {
  const { client, asked } = createWorld(() => json(200, object));
  await client.with({ fieldManager: "kustomize-controller" }).apply(object);
  await client.with({ fieldManager: "kustomize-controller" }).patch(key, { type: "merge", patch: {} });
  expect(asked().map(({ query }) => query)).toEqual([
    [["fieldManager", "kustomize-controller"]],
    [["fieldManager", "kustomize-controller"]],
  ]);
  await expect(client.apply(object)).rejects.toThrow(TypeError);
});

test("a list is all of its pages, each object with its kind", async () => {
  const { client, asked } = createWorld(
    inTurn(
      listAnswer([configMap("a"), configMap("b")], { resourceVersion: "7", continue: "next" }),
      listAnswer([configMap("c")], { resourceVersion: "7" }),
    ),
  );
  const list = await client.list({ apiVersion: "v1", kind: "ConfigMap" }, { labelSelector: "x=y", pageSize: 2 });
  expect(list).toEqual({ items: [configMap("a"), configMap("b"), configMap("c")], resourceVersion: "7" });
  expect(asked().map(({ path, query }) => [path, query?.map((pair) => pair.join("=")).join("&")])).toEqual([
    ["/api/v1/configmaps", "labelSelector=x=y&limit=2"],
    ["/api/v1/configmaps", "labelSelector=x=y&limit=2&continue=next"],
  ]);
});

test("pages that expire half way become one whole list", async () => {
  const { client, asked } = createWorld(
    inTurn(
      listAnswer([configMap("a")], { resourceVersion: "7", continue: "next" }),
      statusAnswer(410, "Expired", "The provided continue parameter is too old"),
      listAnswer([configMap("a"), configMap("b")], { resourceVersion: "9" }),
    ),
  );
  const { items, resourceVersion } = await client.list({ apiVersion: "v1", kind: "ConfigMap" });
  expect([items.length, resourceVersion]).toEqual([2, "9"]);
  expect(asked().at(-1)?.query).toEqual([]);
});

test("metadata-only reads give header and kind, also from servers that send everything", async () => {
  const full: KubeObject = { ...object, data: { big: "value" } };
  const { client } = createWorld(inTurn(json(200, full), listAnswer([full], { resourceVersion: "7" })));
  expect(await client.get(key, { metadataOnly: true })).toEqual(object);
  expect((await client.list(key, { metadataOnly: true })).items).toEqual([object]);
});

test("a table is put together from its pages", async () => {
  const column = { name: "Name", type: "string", format: "name", description: "the name", priority: 0 };
  const row = (name: string) => ({ cells: [name, 1], object: { kind: "PartialObjectMetadata", metadata: { name } } });
  const table = { kind: "Table", apiVersion: "meta.k8s.io/v1" };
  const { client, asked } = createWorld(
    inTurn(
      json(200, { ...table, metadata: { continue: "next" }, columnDefinitions: [column], rows: [row("a")] }),
      json(200, { ...table, metadata: {}, rows: [row("b")] }),
    ),
  );
  const { columns, rows } = await client.table({ apiVersion: "v1", kind: "ConfigMap", namespace: "default" });
  expect(columns).toEqual([column]);
  expect(rows.map(({ cells }) => cells)).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
  expect(asked()[0]?.headers?.["accept"]).toContain("as=Table");
});

test("find gives undefined for what is not there and throws the rest", async () => {
  const { client } = createWorld(inTurn(statusAnswer(404, "NotFound", "no"), statusAnswer(403, "Forbidden", "stop")));
  expect(await client.find(key)).toBeUndefined();
  await expect(client.find(key)).rejects.toSatisfy(isForbidden);
});

const refusals: Record<string, { answer: ApiResponse; is: (error: unknown) => boolean; message: string }> = {
  NotFound: {
    answer: statusAnswer(404, "NotFound", 'configmaps "a" not found'),
    is: isNotFound,
    message: 'configmaps "a" not found',
  },
  Conflict: { answer: statusAnswer(409, "Conflict", "changed"), is: isConflict, message: "changed" },
  AlreadyExists: { answer: statusAnswer(409, "AlreadyExists", "there"), is: isAlreadyExists, message: "there" },
  Invalid: { answer: statusAnswer(422, "Invalid", "bad"), is: isInvalid, message: "bad" },
  Expired: { answer: statusAnswer(410, "Expired", "old"), is: isGone, message: "old" },
  TooManyRequests: { answer: statusAnswer(429, "TooManyRequests", "later"), is: isTooManyRequests, message: "later" },
  "an answer of a proxy": {
    answer: { status: 502, headers: {}, body: "<html>bad gateway</html>" },
    is: () => true,
    message: "an error on the server has prevented the request from succeeding: <html>bad gateway</html>",
  },
};

test.for(Object.entries(refusals))("a refusal is told by its predicate: %s", async ([, { answer, is, message }]) => {
  const { client } = createWorld(() => answer);
  const predicates = [isNotFound, isConflict, isAlreadyExists, isInvalid, isGone, isTooManyRequests, isForbidden];
  const error = await client.get(key).catch((reason: unknown) => reason);
  expect(is(error)).toBe(true);
  expect(predicates.filter((predicate) => predicate(error)).length).toBeLessThanOrEqual(1);
  expect(error).toMatchObject({ name: "ApiError", code: answer.status, message });
});

test("the whole Status is kept", async () => {
  const details = {
    name: "a",
    kind: "configmaps",
    causes: [{ reason: "FieldValueInvalid", message: "m", field: "data" }],
  };
  const body = { kind: "Status", code: 422, reason: "Invalid", message: "bad", details };
  const { client } = createWorld(() => json(422, body));
  await expect(client.get(key)).rejects.toMatchObject({
    status: { code: 422, reason: "Invalid", message: "bad", details },
  });
});

test("requests that the server sheds come again when it asks for it", async () => {
  const shed = { ...statusAnswer(429, "TooManyRequests", "later"), headers: { "retry-after": "3" } };
  const { client, clock, asked } = createWorld(inTurn(shed, shed, json(200, object)));
  const answer = client.get(key);
  await clock.advance(2999);
  expect(asked()).toHaveLength(1);
  await clock.advance(3001);
  expect(await answer).toEqual(object);
  expect(asked()).toHaveLength(3);
});

test("a server that sheds forever is given up", async () => {
  const shed = { ...statusAnswer(503, "ServiceUnavailable", "later"), headers: { "retry-after": "1" } };
  const { client, clock, asked } = createWorld(() => shed);
  const outcome = client.get(key).catch((error: unknown) => error);
  await clock.advance(60_000);
  expect(await outcome).toMatchObject({ code: 503, retryAfterMs: 1000 });
  expect(asked()).toHaveLength(11);
});

test("a lost connection is tried again for what may be done twice", async () => {
  let fails = true;
  const { client, clock, asked } = createWorld(() => {
    if (!fails) return json(200, object);
    fails = false;
    throw new KubeError("connection-lost", "gone");
  });
  const read = client.get(key);
  await clock.advance(100);
  expect(await read).toEqual(object);
  fails = true;
  await expect(client.create(object)).rejects.toMatchObject({ code: "connection-lost" });
  expect(asked()).toHaveLength(3);
});

test("warnings reach whoever listens", async () => {
  const warning = ['299 - "policy/v1beta1 is deprecated"', '299 - "say \\"please\\""'];
  const warnings: string[] = [];
  const { client } = createWorld(() => ({ ...json(200, object), headers: { warning } }), {
    onWarning: (text) => warnings.push(text),
  });
  await client.get(key);
  expect(warnings).toEqual(["policy/v1beta1 is deprecated", 'say "please"']);
});

test("an unknown kind is told as the REST mapper tells it", async () => {
  const { client } = createWorld(() => statusAnswer(404, "NotFound", "not here"));
  const unknown = client.get({ apiVersion: "example.com/v1", kind: "Widget", name: "a" });
  await expect(unknown).rejects.toThrow('no matches for kind "Widget" in version "example.com/v1"');
  await expect(unknown).rejects.toSatisfy(isUnknownKind);
});

test("a namespaced object needs a namespace", async () => {
  const { client, asked } = createWorld(() => json(200, object));
  const { namespace: _namespace, ...bare } = key;
  await expect(client.get(bare)).rejects.toMatchObject({ code: "namespace-missing" });
  expect(asked()).toEqual([]);
});

test("an aborted call throws the reason and asks nothing more", async () => {
  const { client } = createWorld(() => json(200, object));
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(client.get(key, { signal })).rejects.toThrow("enough");
});

test("log lines come one by one", async () => {
  const lines = async function* () {
    yield "one";
    yield "two";
  };
  const transport = createFakeTransport(() => ({ status: 200, headers: {}, events: lines() }));
  const client = createClient({ transport });
  const pod = { namespace: "flux-system", name: "source-controller-1" };
  expect(await Array.fromAsync(client.logs(pod, { follow: true, tailLines: 2 }))).toEqual(["one", "two"]);
  expect(transport.requests[0]).toMatchObject({
    path: "/api/v1/namespaces/flux-system/pods/source-controller-1/log",
    query: [
      ["follow", "true"],
      ["tailLines", "2"],
    ],
  });
});
