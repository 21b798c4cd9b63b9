import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { CallWebhook, WebhookCall } from "@flux-ts/apiserver";
import { describe, test } from "vitest";
import type { Door } from "./support/doors.ts";
import { doors } from "./support/doors.ts";
import { certificate } from "./support/certificate.ts";
import { at, configMap, configMaps, makeDefaultAccount } from "./support/objects.ts";

const group = "/apis/admissionregistration.k8s.io/v1";

/** A response of a webhook to the request it is asked about. */
type Respond = (request: JsonObject) => JsonObject;

/** Webhooks by the host of their URL, and what they were asked. */
function webhooks(responses: { readonly [host: string]: Respond }): { call: CallWebhook; asked: WebhookCall[] } {
  const asked: WebhookCall[] = [];
  const call: CallWebhook = (sent) => {
    asked.push(sent);
    const request = sent.review["request"] as JsonObject;
    const response = responses[new URL(sent.url).hostname]?.(request) ?? {};
    const review = {
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: request["uid"] ?? "", ...response },
    };
    return Promise.resolve({ ok: true, status: 200, body: JSON.stringify(review) });
  };
  return { call, asked };
}

const allow: Respond = () => ({ allowed: true });
const label =
  (name: string): Respond =>
  (request) => {
    const labels = (at(request, "object.metadata.labels") ?? {}) as JsonObject;
    const patch = [
      { op: "add", path: "/metadata/labels", value: { ...labels, [name]: String(Object.keys(labels).length) } },
    ];
    return { allowed: true, patchType: "JSONPatch", patch: Buffer.from(JSON.stringify(patch)).toString("base64") };
  };

const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["configmaps"] };

function webhook(host: string, rest: JsonObject = {}): JsonObject {
  return {
    name: `${host}.example.com`,
    clientConfig: { url: `https://${host}/` },
    rules: [rule],
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    ...rest,
  };
}

async function configure(door: Door, kind: "Mutating" | "Validating", ...hooks: readonly JsonObject[]): Promise<void> {
  const body = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: "hooks" },
    webhooks: hooks as JsonValue,
  };
  const made = await door.send("POST", `${group}/${kind.toLowerCase()}webhookconfigurations`, { body });
  if (made.status !== 201) throw new TypeError(JSON.stringify(made.body));
}

describe.for(doors)("webhooks %s", ([, open]) => {
  test("that allow are asked once about what is made", async ({ expect }) => {
    const { call, asked } = webhooks({ a: allow });
    await using door = await open({ controllers: false, callWebhook: call });
    await configure(door, "Validating", webhook("a", { timeoutSeconds: 3 }));
    const made = await door.send("POST", configMaps, { body: configMap("x", { metadata: { generateName: "x-" } }) });
    expect(made.status).toBe(201);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ url: "https://a/?timeout=3s", timeoutMs: 3000 });
    // What is reviewed is what is stored.
    expect(at(asked[0]?.review ?? {}, "request.object.metadata.uid")).toBe(at(made.body, "metadata.uid"));
    expect(asked[0]?.review["request"]).toMatchObject({
      operation: "CREATE",
      name: "x",
      oldObject: null,
      dryRun: false,
    });
  });

  test("that deny say why, with their code", async ({ expect }) => {
    const { call } = webhooks({ a: () => ({ allowed: false, status: { message: "not today", code: 409 } }) });
    await using door = await open({ controllers: false, callWebhook: call });
    await configure(door, "Validating", webhook("a"));
    const made = await door.send("POST", configMaps, { body: configMap("x") });
    expect(made).toMatchObject({
      status: 409,
      body: { message: 'admission webhook "a.example.com" denied the request: not today' },
    });
    expect((await door.send("GET", `${configMaps}/x`)).status).toBe(404);
  });

  test("are asked about an eviction, not about the deletion that it becomes", async ({ expect }) => {
    const { call, asked } = webhooks({ a: allow });
    await using door = await open({ controllers: false, callWebhook: call });
    await makeDefaultAccount(door);
    const pods = "/api/v1/namespaces/default/pods";
    const spec = { containers: [{ name: "c", image: "i" }] };
    await door.send("POST", pods, { body: { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec } });
    const everything = { ...rule, resources: ["pods", "pods/*"] };
    await configure(door, "Validating", webhook("a", { rules: [everything] }));
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "p" } };
    expect((await door.send("POST", `${pods}/p/eviction`, { body })).status).toBe(201);
    expect(asked.map(({ review }) => at(review, "request.operation"))).toEqual(["CREATE"]);
    expect(asked[0]?.review["request"]).toMatchObject({ subResource: "eviction", name: "p", object: body });
  });

  test("get the same object at every try, whatever the server draws for it", async ({ expect }) => {
    const { call, asked } = webhooks({ a: allow, b: allow });
    await using door = await open({ controllers: false, callWebhook: call });
    const rules = [{ ...rule, resources: ["*"] }];
    await configure(door, "Validating", webhook("a", { rules }), webhook("b", { rules }));
    const body = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { generateName: "s-" },
      spec: { ports: [{ port: 80 }] },
    };
    const made = await door.send("POST", "/api/v1/namespaces/default/services", { body });
    expect(asked).toHaveLength(2);
    for (const path of ["metadata.name", "metadata.uid", "spec.clusterIP"]) {
      expect(asked.map(({ review }) => at(review, `request.object.${path}`))).toEqual([
        at(made.body, path),
        at(made.body, path),
      ]);
    }
  });

  test("change objects one after the other, again when others changed them since", async ({ expect }) => {
    const { call } = webhooks({ a: label("a"), b: label("b") });
    await using door = await open({ controllers: false, callWebhook: call });
    await configure(door, "Mutating", webhook("a", { reinvocationPolicy: "IfNeeded" }), webhook("b"));
    const made = await door.send("POST", configMaps, { body: configMap("x") });
    expect(at(made.body, "metadata.labels")).toEqual({ a: "2", b: "1" });
  });

  test("are asked about objects that others change at the same time", async ({ expect }) => {
    let door: Door | undefined;
    const { call, asked } = webhooks({ a: label("a") });
    const interrupted: CallWebhook = async (sent) => {
      const first = asked.length === 0;
      const answer = await call(sent);
      // The object changes while the first answer is on its way.
      if (first) await door?.server.systemClient("other").then((client) => change(client));
      return answer;
    };
    await using opened = await open({ controllers: false, callWebhook: interrupted });
    door = opened;
    await door.send("POST", configMaps, { body: configMap("x", { data: { k: "1" } }) });
    await configure(door, "Mutating", webhook("a"));
    const headers = { "content-type": "application/merge-patch+json" };
    const changed = await door.send("PATCH", `${configMaps}/x`, { headers, body: { data: { mine: "1" } } });
    expect(changed.body["data"]).toEqual({ k: "1", mine: "1", theirs: "1" });
    expect(asked).toHaveLength(2);
  });
});

async function change(client: Awaited<ReturnType<Door["server"]["systemClient"]>>): Promise<void> {
  const resource = { group: "", plural: "configmaps" };
  const object = client.get(resource, { namespace: "default", name: "x" });
  if (object !== undefined)
    client.update(resource, { ...object, data: { ...(object["data"] as JsonObject), theirs: "1" } });
  await Promise.resolve();
}

interface Failure {
  readonly reply: Awaited<ReturnType<CallWebhook>>;
  readonly problem: string;
}

const failures: Record<string, Failure> = {
  "cannot be reached": {
    reply: { ok: false, problem: "dial tcp 127.0.0.1:1: connect: connection refused" },
    problem: 'failed to call webhook: Post "https://a/?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused',
  },
  "answers with an error": {
    reply: { ok: true, status: 500, body: "oops" },
    problem: 'failed to call webhook: an error on the server ("oops") has prevented the request from succeeding',
  },
  "answers another question": {
    reply: {
      ok: true,
      status: 200,
      body: '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"x","allowed":true}}',
    },
    problem: 'received invalid webhook response: expected response.uid="uid-1", got "x"',
  },
};

describe("a webhook that", () => {
  const [, open] = doors[0] as (typeof doors)[number];
  test.for(Object.entries(failures))(
    "%s fails the write, unless it may",
    async ([, { reply, problem }], { expect }) => {
      for (const failurePolicy of ["Fail", "Ignore"]) {
        await using door = await open({
          controllers: false,
          newUid: () => "uid-1",
          callWebhook: () => Promise.resolve(reply),
        });
        await configure(door, "Validating", webhook("a", { failurePolicy }));
        const { status, body } = await door.send("POST", configMaps, { body: configMap("x") });
        expect(status).toBe(failurePolicy === "Fail" ? 500 : 201);
        const message = `Internal error occurred: failed calling webhook "a.example.com": ${problem}`;
        if (failurePolicy === "Fail") expect(body["message"]).toBe(message);
      }
    },
  );

  test("is a Service is reached where the server is told", async ({ expect }) => {
    const { call, asked } = webhooks({ a: allow });
    const clientConfig = { service: { namespace: "ns", name: "svc", path: "/review", port: 8443 } };
    const serviceUrl = ({ name }: { readonly name: string }) => (name === "svc" ? "https://a:1" : undefined);
    await using door = await open({ controllers: false, callWebhook: call, serviceUrl });
    await configure(door, "Validating", webhook("a", { clientConfig }));
    expect((await door.send("POST", configMaps, { body: configMap("x") })).status).toBe(201);
    expect(asked[0]?.url).toBe("https://a:1/review?timeout=10s");
  });

  test("speaks HTTPS is trusted by the certificate of its configuration", async ({ expect }) => {
    const { key, cert } = certificate();
    const server = createServer({ key, cert }, (request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        const { request: asked } = JSON.parse(text) as { readonly request: { readonly uid: string } };
        const answer = { uid: asked.uid, allowed: false, status: { message: request.headers["user-agent"] } };
        response.end(JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const url = `https://127.0.0.1:${port}/`;
      for (const [caBundle, message] of [
        [
          Buffer.from(cert).toString("base64"),
          'admission webhook "a.example.com" denied the request: kube-apiserver-admission',
        ],
        ["", /certificate signed by unknown authority/],
      ] as const) {
        await using door = await open({ controllers: false });
        await configure(door, "Validating", webhook("a", { clientConfig: { url, caBundle } }));
        const { body } = await door.send("POST", configMaps, { body: configMap("x") });
        expect(body["message"]).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
      }
    } finally {
      server.close();
    }
  });

  test("is badly configured is refused", async ({ expect }) => {
    await using door = await open({ controllers: false });
    const bad = webhook("a", {
      name: "short",
      sideEffects: "Some",
      clientConfig: { url: "http://a" },
      timeoutSeconds: 60,
    });
    await expect(configure(door, "Mutating", bad)).rejects.toThrow(/at least three segments.*only allowed URL scheme/s);
  });
});
