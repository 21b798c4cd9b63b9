import type { JsonObject } from "@flux-ts/base";
import { createApiServer } from "@flux-ts/apiserver";
import { describe, test } from "vitest";
import type { Door } from "./support/doors.ts";
import { openOn } from "./support/doors.ts";

const policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

function policyOf(spec: JsonObject, resources: readonly string[] = ["deployments"], group = "apps"): JsonObject {
  const rule = { apiGroups: [group], apiVersions: ["v1"], operations: ["CREATE"], resources };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: "p" },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  };
}

/** The status of the policy once it says that it is about a generation. */
async function statusOf(door: Door, generation: number): Promise<unknown> {
  await using watch = await door.watch(policies, { resourceVersion: "0" });
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one event after the other
    const event = await watch.next();
    const { status } = (event?.["object"] ?? {}) as { readonly status?: { readonly observedGeneration?: number } };
    if (status?.observedGeneration === generation || event === undefined) return status;
  }
}

async function checked(policy: JsonObject, definition?: JsonObject): Promise<unknown> {
  await using door = openOn(createApiServer());
  if (definition !== undefined) {
    await door.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", { body: definition });
  }
  const made = await door.send("POST", policies, { body: policy });
  if (made.status !== 201) throw new TypeError(JSON.stringify(made.body));
  const { typeChecking } = (await statusOf(door, 1)) as { readonly typeChecking: unknown };
  return typeChecking;
}

const validation = (expression: string, rest: JsonObject = {}): JsonObject => ({
  validations: [{ expression, ...rest }],
});

const warning = (text: string, fieldRef = "spec.validations[0].expression") => ({
  expressionWarnings: [{ fieldRef, warning: text }],
});

const definition: JsonObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "foos.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "foos", kind: "Foo" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
          },
        },
      },
    ],
  },
};

const cases: Record<string, { policy: JsonObject; want: object; definition?: JsonObject }> = {
  "what fits has nothing to say": {
    policy: policyOf(validation("object.spec.replicas > 1 && object.metadata.namespace != ''")),
    want: {},
  },
  "a field that the kind does not have": {
    policy: policyOf(validation("object.replicas > 1")),
    want: warning(
      "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n",
    ),
  },
  "a type that does not fit, deep down": {
    policy: policyOf(validation("object.spec.template.spec.containers.all(c, c.image == 1)")),
    want: warning(
      "apps/v1, Kind=Deployment: ERROR: <input>:1:53: found no matching overload for '_==_' applied to " +
        "'(string, int)'\n | object.spec.template.spec.containers.all(c, c.image == 1)\n" +
        " | ....................................................^\n",
    ),
  },
  "every kind is told, in their order": {
    policy: policyOf(validation("object.spec.paused == true"), ["replicasets", "deployments", "statefulsets"]),
    want: warning(
      ["ReplicaSet", "StatefulSet"]
        .map(
          (kind) =>
            `apps/v1, Kind=${kind}: ERROR: <input>:1:12: undefined field 'paused'\n | object.spec.paused == true\n | ...........^\n`,
        )
        .join("\n"),
    ),
  },
  "messages are checked, too": {
    policy: policyOf(validation("true", { messageExpression: "string(object.none)" }), ["pods"], ""),
    want: warning(
      "/v1, Kind=Pod: ERROR: <input>:1:14: undefined field 'none'\n | string(object.none)\n | .............^\n",
      "spec.validations[0].messageExpression",
    ),
  },
  "variables have the types of what they are": {
    policy: policyOf({
      variables: [{ name: "spec", expression: "object.spec" }],
      ...validation("variables.spec.none == 1"),
    }),
    want: warning(
      "apps/v1, Kind=Deployment: ERROR: <input>:1:15: undefined field 'none'\n | variables.spec.none == 1\n | ..............^\n",
    ),
  },
  "parameters have a type": {
    policy: policyOf({ paramKind: { apiVersion: "v1", kind: "ConfigMap" }, ...validation("params.spec == object") }),
    want: warning(
      "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'spec'\n | params.spec == object\n | ......^\n",
    ),
  },
  "custom resources have the types of their definition": {
    policy: policyOf(validation("object.spec.size > 1 && object.spec.color == ''"), ["foos"], "example.com"),
    definition,
    want: warning(
      "example.com/v1, Kind=Foo: ERROR: <input>:1:36: undefined field 'color'\n" +
        " | object.spec.size > 1 && object.spec.color == ''\n | ...................................^\n",
    ),
  },
  "rules with wildcards are not looked at": { policy: policyOf(validation("object.none == 1"), ["*"]), want: {} },
};

describe("the status of a ValidatingAdmissionPolicy", () => {
  test.for(Object.entries(cases))("%s", async ([, { policy, want, definition: crd }], { expect }) => {
    expect(await checked(policy, crd)).toEqual(want);
  });

  test("is about the generation that it names", async ({ expect }) => {
    await using door = openOn(createApiServer());
    await door.send("POST", policies, { body: policyOf(validation("object.none == 1")) });
    expect(await statusOf(door, 1)).toHaveProperty("typeChecking.expressionWarnings");
    await door.send("PATCH", `${policies}/p`, {
      headers: { "content-type": "application/merge-patch+json" },
      body: { spec: validation("true") },
    });
    expect(await statusOf(door, 2)).toEqual({ observedGeneration: 2, typeChecking: {} });
  });
});
