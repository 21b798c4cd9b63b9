import { createPublicKey, verify } from "node:crypto";
import type { JsonWebKeyInput } from "node:crypto";
import { request } from "node:https";
import type { JsonObject } from "@flux-ts/base";
import { createApiServer } from "@flux-ts/apiserver";
import { describe, test } from "vitest";
import { certificate } from "./support/certificate.ts";
import { openOn } from "./support/doors.ts";
import type { Answer, Door } from "./support/doors.ts";
import { at } from "./support/objects.ts";

const pods = "/api/v1/namespaces/default/pods";
const accounts = "/api/v1/namespaces/default/serviceaccounts";
const reviews = "/apis/authentication.k8s.io/v1/tokenreviews";

async function openWithAccount(): Promise<Door> {
  const door = openOn(createApiServer());
  await door.send("POST", accounts, { body: { metadata: { name: "bot" } } });
  const spec = { serviceAccountName: "bot", containers: [{ name: "a", image: "b" }], nodeName: "n1" };
  await door.send("POST", pods, { body: { metadata: { name: "p" }, spec } });
  return door;
}

function askToken(door: Door, spec: JsonObject): Promise<Answer> {
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
  return door.send("POST", `${accounts}/bot/token`, { body });
}

async function tokenFor(door: Door, spec: JsonObject): Promise<string> {
  return at((await askToken(door, spec)).body, "status.token") as string;
}

async function review(door: Door, spec: JsonObject): Promise<JsonObject> {
  const { body } = await door.send("POST", reviews, { body: { spec } });
  return body["status"] as JsonObject;
}

describe("a request for a token", () => {
  const bound = (reference: JsonObject): JsonObject => ({ boundObjectRef: { apiVersion: "v1", ...reference } });
  const refused: Record<string, { spec: JsonObject; code: number; message: string }> = {
    "for too short a time": {
      spec: { expirationSeconds: 5 },
      code: 422,
      message:
        'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    },
    "for too long a time": {
      spec: { expirationSeconds: 4_294_967_297 },
      code: 422,
      message:
        'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
    },
    "bound to what there is not": {
      spec: bound({ kind: "Pod", name: "nope" }),
      code: 404,
      message: 'pods "nope" not found',
    },
    "bound to something that was made anew": {
      spec: bound({ kind: "Pod", name: "p", uid: "x" }),
      code: 409,
      message:
        'Operation cannot be fulfilled on Pod "p": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
    },
    "bound to a kind that holds none": {
      spec: bound({ kind: "ConfigMap", name: "p" }),
      code: 400,
      message: "cannot bind token to object of type /v1, Kind=ConfigMap",
    },
  };

  test.for(Object.entries(refused))("%s is refused", async ([, { spec, code, message }], { expect }) => {
    await using door = await openWithAccount();
    const answer = await askToken(door, spec);
    expect([answer.status, answer.body["message"]]).toEqual([code, message]);
  });

  test("bound to a pod of another account is refused", async ({ expect }) => {
    await using door = await openWithAccount();
    await door.send("POST", accounts, { body: { metadata: { name: "other" } } });
    const spec = bound({ kind: "Pod", name: "p" });
    const { status, body } = await door.send("POST", `${accounts}/other/token`, { body: { spec } });
    const message = 'cannot bind token for serviceaccount "other" to pod running with different serviceaccount name.';
    expect([status, body["message"]]).toEqual([400, message]);
  });
});

describe("a token", () => {
  test("holds as long as the pod that it is bound to, and tells it", async ({ expect }) => {
    await using door = await openWithAccount();
    const token = await tokenFor(door, { boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "p" } });
    const status = await review(door, { token });
    expect(at(status, "user.extra")).toMatchObject({
      "authentication.kubernetes.io/node-name": ["n1"],
      "authentication.kubernetes.io/pod-name": ["p"],
    });
    await door.send("DELETE", `${pods}/p`, { query: { gracePeriodSeconds: "0" } });
    expect(await review(door, { token })).toEqual({ user: {}, error: "invalid bearer token" });
  });

  test("is for those it was asked for", async ({ expect }) => {
    await using door = await openWithAccount();
    const token = await tokenFor(door, { audiences: ["a", "b"] });
    expect((await review(door, { token, audiences: ["b", "c"] }))["audiences"]).toEqual(["b"]);
    const why =
      '[invalid bearer token, token audiences ["a" "b"] is invalid for the target audiences ["https://kubernetes.default.svc"]]';
    expect(await review(door, { token })).toEqual({ user: {}, error: why });
    const { url } = await door.server.listen();
    const { status } = await fetch(`${url}/api`, { headers: { authorization: `Bearer ${token}` } });
    expect(status).toBe(401);
  });

  test("can be checked by the published key", async ({ expect }) => {
    await using door = await openWithAccount();
    const [header = "", claims = "", signature = ""] = (await tokenFor(door, {})).split(".");
    const { url } = await door.server.listen({ identity: { user: "a", groups: ["system:serviceaccounts"] } });
    const configuration = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as JsonObject;
    expect(configuration).toMatchObject({ issuer: "https://kubernetes.default.svc" });
    const published = await fetch(`${url}${new URL(configuration["jwks_uri"] as string).pathname}`);
    expect(published.headers.get("content-type")).toBe("application/jwk-set+json");
    const { keys } = (await published.json()) as { keys: [JsonWebKeyInput["key"] & { kid: string }] };
    const read = (part: string): JsonObject => JSON.parse(Buffer.from(part, "base64url").toString()) as JsonObject;
    expect(read(header)).toEqual({ alg: "RS256", kid: keys[0].kid });
    expect(read(claims)["iss"]).toBe(configuration["issuer"]);
    const key = createPublicKey({ key: keys[0], format: "jwk" });
    const bytes = Buffer.from(`${header}.${claims}`);
    expect(verify("sha256", bytes, key, Buffer.from(signature, "base64url"))).toBe(true);
  });
});

describe("a client certificate", () => {
  const server = certificate("server");
  const client = certificate("ann", ["readers", "writers"]);
  const stranger = certificate("ann", ["system:masters"]);
  const self = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  function send(url: string, who: { key: string; cert: string } | undefined): Promise<[number, JsonObject]> {
    return new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const call = request(
        `${url}${self}`,
        { method: "POST", ca: server.cert, headers, agent: false, ...who },
        (answer) => {
          let text = "";
          answer.on("data", (part: Buffer) => (text += part.toString()));
          answer.on("end", () => resolve([answer.statusCode ?? 0, JSON.parse(text) as JsonObject]));
        },
      );
      call.on("error", reject);
      call.end(JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" }));
    });
  }

  test("says who calls, and in which groups", async ({ expect }) => {
    await using api = createApiServer();
    const { url } = await api.listen({ tls: { ...server, clientCa: client.cert } });
    const [code, body] = await send(url, client);
    expect(code).toBe(201);
    expect(at(body, "status.userInfo")).toMatchObject({
      username: "ann",
      groups: ["readers", "writers", "system:authenticated"],
    });
    expect((await send(url, undefined))[0]).toBe(403);
  });

  test("that nobody trusts is refused", async ({ expect }) => {
    await using api = createApiServer();
    const { url } = await api.listen({ tls: { ...server, clientCa: client.cert } });
    expect(await send(url, stranger)).toMatchObject([401, { reason: "Unauthorized" }]);
  });
});

test("requests beyond the limit are asked to come again", async ({ expect }) => {
  await using server = createApiServer();
  const { url } = await server.listen({ inFlight: { reading: 1, writing: 0 } });
  expect((await fetch(`${url}/version`)).status).toBe(200);
  expect((await fetch(`${url}/version`)).status).toBe(200);
  const refused = await fetch(`${url}/api/v1/pods`, { method: "POST", body: "{}" });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
});
