import { connect } from "node:net";
import { createApiServer } from "@flux-ts/apiserver";
import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";

const protobuf = "application/vnd.kubernetes.protobuf";

async function open() {
  const server = createApiServer({ controllers: false });
  const { url } = await server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
  return {
    server,
    send: (
      method: string,
      path: string,
      options: { type?: string; accept?: string; body?: string | ArrayBuffer } = {},
    ) =>
      fetch(`${url}${path}`, {
        method,
        headers: { "content-type": options.type ?? "application/json", accept: options.accept ?? "application/json" },
        ...(options.body !== undefined && { body: options.body }),
      }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

const schema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      additionalProperties: { type: "string", default: "x", enum: ["x", "y"] },
      "x-kubernetes-validations": [{ rule: "size(self) < 3" }],
    },
    open: { type: "object", additionalProperties: true, "x-kubernetes-preserve-unknown-fields": true },
    list: { type: "array", maxItems: 3, items: { type: "integer", minimum: -1.5 } },
  },
};

const container = {
  name: "c",
  image: "i:1",
  env: [{ name: "A", value: "1" }],
  ports: [{ containerPort: 80 }],
  livenessProbe: { httpGet: { port: "web", path: "/" } },
  resources: { limits: { cpu: "1500m", memory: "1Gi" } },
};

const objects: Record<string, { path: string; object: JsonObject }> = {
  "a deployment": {
    path: "/apis/apps/v1/namespaces/default/deployments",
    object: {
      metadata: { name: "a", labels: { app: "x" }, annotations: { "a/b": "ü" } },
      spec: {
        replicas: 0,
        strategy: { rollingUpdate: { maxSurge: "20%", maxUnavailable: 1 } },
        selector: { matchLabels: { app: "x" } },
        template: { metadata: { labels: { app: "x" } }, spec: { containers: [container] } },
      },
    },
  },
  "a secret": {
    path: "/api/v1/namespaces/default/secrets",
    object: { metadata: { name: "a" }, stringData: { k: "v" }, immutable: true },
  },
  "a lease with fractions of seconds": {
    path: "/apis/coordination.k8s.io/v1/namespaces/default/leases",
    object: { metadata: { name: "a" }, spec: { renewTime: "2026-01-02T03:04:05.678901Z", leaseDurationSeconds: 15 } },
  },
  "a definition with schemas and flags in one place": {
    path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    object: {
      metadata: { name: "foos.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "foos", kind: "Foo" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    },
  },
};

describe("an answer in protobuf", () => {
  test.for(Object.entries(objects))(
    "of %s changes nothing when it is put back",
    async ([, { path, object }], { expect }) => {
      await using api = await open();
      const made = (await (await api.send("POST", path, { body: JSON.stringify(object) })).json()) as JsonObject;
      const { name = "" } = made["metadata"] as { name?: string };
      const before = await (await api.send("GET", `${path}/${name}`)).json();
      const answer = await api.send("GET", `${path}/${name}`, { accept: protobuf });
      expect(answer.headers.get("content-type")).toBe(protobuf);
      const bytes = await answer.arrayBuffer();
      const put = await api.send("PUT", `${path}/${name}`, { type: protobuf, body: bytes });
      expect(await put.json()).toEqual(before);
    },
  );

  test("is a list or an error as well", async ({ expect }) => {
    await using api = await open();
    const statuses = [
      ["/api/v1/namespaces", 200],
      ["/api/v1/namespaces/nope", 404],
    ] as const;
    for (const [path, status] of statuses) {
      const answer = await api.send("GET", path, { accept: `${protobuf},application/json` });
      expect([path, answer.status, answer.headers.get("content-type")]).toEqual([path, status, protobuf]);
      expect(
        Buffer.from(await answer.arrayBuffer())
          .subarray(0, 4)
          .toString(),
      ).toBe("k8s\0");
    }
  });

  test("of a watch comes in frames with their length", async ({ expect }) => {
    await using api = await open();
    const path = "/api/v1/namespaces?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Ddefault";
    const answer = await api.send("GET", path, { accept: protobuf });
    expect(answer.headers.get("content-type")).toBe(`${protobuf};stream=watch`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.readUInt32BE(0)).toBe(bytes.length - 4);
    expect(bytes.includes("ADDED")).toBe(true);
    expect(bytes.includes("k8s\0")).toBe(true);
  });

  test("cannot be had of a custom resource, but JSON can where it is accepted too", async ({ expect }) => {
    await using api = await open();
    const { path, object } = objects["a definition with schemas and flags in one place"] as (typeof objects)[string];
    await api.send("POST", path, { body: JSON.stringify(object) });
    const foos = "/apis/example.com/v1/namespaces/default/foos";
    const both = await api.send("GET", foos, { accept: `${protobuf},application/json` });
    const alone = await api.send("GET", foos, { accept: protobuf });
    expect([both.status, both.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect([alone.status, alone.headers.get("content-type")]).toEqual([406, protobuf]);
  });
});

describe("a method that HTTP does not know", () => {
  test("is not allowed, in the words of the API", async ({ expect }) => {
    await using api = await open();
    const { url } = await api.server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
    const answer = await sendRaw(url, "FOO /api/v1/namespaces HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(answer).toContain('"reason":"MethodNotAllowed"');
  });

  test("nor is what is no request answered with more than that", async ({ expect }) => {
    await using api = await open();
    const { url } = await api.server.listen();
    expect(await sendRaw(url, "\u0001\u0002 nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });
});

async function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(text);
  let answer = "";
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString();
  return answer;
}
