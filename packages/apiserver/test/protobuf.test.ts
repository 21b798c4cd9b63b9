import { createApiServer } from "@flux-ts/apiserver";
import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { at } from "./support/objects.ts";

/** A field with a length: text, bytes or a message. */
function field(number: number, content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), bytes]);
}

function integer(number: number, value: number): Uint8Array {
  return Buffer.concat([Buffer.from([number << 3]), varint(value)]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}

function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

/** An object as clients send it: a mark, then its type and its bytes. */
function envelope(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from("k8s\0"),
    field(1, message(field(1, apiVersion), field(2, kind))),
    field(2, raw),
    field(3, ""),
    field(4, ""),
  ]);
}

async function post(path: string, body: Uint8Array): Promise<{ status: number; body: JsonObject }> {
  await using server = createApiServer({ controllers: false });
  const transport = server.transport();
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
  await transport.send({ method: "POST", path: "/api/v1/namespaces/default/serviceaccounts", body: account });
  const headers = { "content-type": "application/vnd.kubernetes.protobuf", "user-agent": "test" };
  const answer = await transport.send({ method: "POST", path, headers, body });
  return { status: answer.status, body: answer.body as JsonObject };
}

const meta = field(1, message(field(1, "a"), field(2, ""), field(11, message(field(1, "app"), field(2, "x")))));

const objects: Record<string, { path: string; body: Uint8Array; wanted: { readonly [path: string]: unknown } }> = {
  "texts, maps and bytes": {
    path: "/api/v1/namespaces/default/configmaps",
    body: envelope(
      "v1",
      "ConfigMap",
      message(meta, field(2, message(field(1, "k"), field(2, "v"))), field(3, message(field(1, "b"), field(2, "hi")))),
    ),
    wanted: { "metadata.name": "a", "metadata.labels": { app: "x" }, data: { k: "v" }, binaryData: { b: "aGk=" } },
  },
  "lists, numbers, and what may be a number or a text": {
    path: "/api/v1/namespaces/default/services",
    body: envelope(
      "v1",
      "Service",
      message(
        meta,
        field(
          2,
          message(
            field(1, message(field(1, "http"), integer(3, 80), field(4, message(integer(1, 0), integer(2, 8080))))),
            field(1, message(field(1, "web"), integer(3, 81), field(4, message(integer(1, 1), field(3, "named"))))),
          ),
        ),
      ),
    ),
    wanted: {
      "spec.ports.0": { name: "http", port: 80, protocol: "TCP", targetPort: 8080 },
      "spec.ports.1": { name: "web", port: 81, protocol: "TCP", targetPort: "named" },
    },
  },
  "messages that stand in the object itself": {
    path: "/api/v1/namespaces/default/pods",
    body: envelope(
      "v1",
      "Pod",
      message(
        meta,
        field(
          2,
          message(
            field(1, message(field(1, "v"), field(2, field(2, "")))),
            field(2, message(field(1, "c"), field(2, "i"))),
          ),
        ),
      ),
    ),
    wanted: { "spec.volumes.0": { name: "v", emptyDir: {} }, "spec.containers.0.image": "i" },
  },
};

describe("a body in protobuf", () => {
  test.for(Object.entries(objects))("has %s", async ([, { path, body, wanted }], { expect }) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(201);
    const got = Object.keys(wanted).map((place) => [place, at(answer.body, place)]);
    expect(Object.fromEntries(got)).toEqual(wanted);
  });

  const broken: Record<string, Uint8Array> = {
    "without its mark": Buffer.from("no"),
    "of an unknown kind": envelope("v1", "Nope", meta),
    "that ends too early": envelope("v1", "ConfigMap", Buffer.from([0x0a, 0x7f])),
    "with text that is not UTF-8": envelope("v1", "ConfigMap", field(1, field(1, Buffer.from([0xff])))),
  };
  test.for(Object.entries(broken))("%s is a bad request", async ([, body], { expect }) => {
    expect((await post("/api/v1/namespaces/default/configmaps", body)).status).toBe(400);
  });
});
