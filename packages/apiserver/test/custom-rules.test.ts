import { readFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { crdOf, fluxKinds, operatorKinds } from "@flux-ts/flux-api";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { definitions } from "./support/objects.ts";

/** What a real API server answered to writes of a custom resource, one after the other. */
interface Recorded {
  readonly schema: JsonObject;
  readonly subresources?: JsonObject;
  readonly steps: readonly Step[];
}

interface Step {
  readonly method: string;
  /** Below the collection of the resource, or `definition`. */
  readonly path: string;
  readonly type?: string;
  readonly body: JsonValue;
  readonly status: number;
  readonly causes?: readonly { readonly type: string; readonly field: string; readonly message: string }[];
  readonly warnings?: readonly string[];
}

const recorded = JSON.parse(
  readFileSync(new URL("cases/custom-rules.json", import.meta.url), "utf8"),
) as readonly Recorded[];

const name = "foos.rules.example.com";
const [, open] = doors[0] as (typeof doors)[number];

function definitionOf({ schema, subresources }: Recorded): JsonObject {
  const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } };
  const versions = [{ ...version, ...(subresources && { subresources }) }];
  const names = { plural: "foos", kind: "Foo" };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: { group: "rules.example.com", scope: "Namespaced", names, versions },
  };
}

/** Where a request goes: to the objects, or to their definition. */
function pathOf(path: string): readonly [path: string, query: { readonly [name: string]: string }] {
  if (path === "definition") return [`${definitions}/${name}`, {}];
  const [below = "", query = ""] = path.split("?");
  return [
    `/apis/rules.example.com/v1/namespaces/default/foos${below}`,
    Object.fromEntries<string>(new URLSearchParams(query)),
  ];
}

function byPlace(a: { readonly field: string; readonly message: string }, b: typeof a): number {
  return `${a.field} ${a.message}` < `${b.field} ${b.message}` ? -1 : 1;
}

describe("rules of custom resources answer as on a real server", () => {
  test.for(recorded.map((each, index) => [index, each] as const))("scenario %i", async ([, scenario], { expect }) => {
    await using door = await open({ controllers: false });
    const made = await door.send("POST", definitions, { body: definitionOf(scenario) });
    expect(made.status).toBe(201);
    for (const { method, path, type, body, status, causes = [], warnings = [] } of scenario.steps) {
      const [at, query] = pathOf(path);
      const answer = await door.send(method, at, { query, body, ...(type && { headers: { "content-type": type } }) });
      const details = (answer.body["details"] ?? {}) as { readonly causes?: typeof causes };
      const found = (details.causes ?? []).map((cause) => ({
        type: (cause as unknown as { readonly reason: string }).reason,
        field: cause.field,
        message: cause.message,
      }));
      expect({
        at,
        body,
        status: answer.status,
        causes: found.toSorted(byPlace),
        warnings: answer.warnings.toSorted(),
      }).toEqual({
        at,
        body,
        status,
        causes: causes.toSorted(byPlace),
        warnings,
      });
    }
  });
});

describe("Flux's own definitions", () => {
  const kinds = [...fluxKinds, ...operatorKinds].map((kind) => crdOf(kind) as unknown as JsonObject);

  test("are accepted with their rules", async ({ expect }) => {
    await using door = await open({ controllers: false });
    for (const definition of kinds) {
      const { status, body } = await door.send("POST", definitions, { body: definition });
      expect({ status, message: body["message"] }).toEqual({ status: 201, message: undefined });
    }
  });

  const bucket = (spec: JsonObject): JsonObject => ({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "Bucket",
    metadata: { name: "b" },
    spec: { endpoint: "e", bucketName: "n", interval: "1m", ...spec },
  });

  test("keep their rules", async ({ expect }) => {
    await using door = await open({ controllers: false });
    for (const definition of kinds) await door.send("POST", definitions, { body: definition });
    const path = "/apis/source.toolkit.fluxcd.io/v1/namespaces/default/buckets";
    const sts = { endpoint: "https://sts", provider: "aws" };
    const refused = await door.send("POST", path, { body: bucket({ provider: "gcp", sts }) });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        message: expect.stringContaining("STS configuration is only supported for the 'aws' and 'generic'") as string,
      },
    });
    expect((await door.send("POST", path, { body: bucket({ provider: "aws", sts }) })).status).toBe(201);
  });
});
