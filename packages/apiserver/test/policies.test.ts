import type { JsonObject, JsonValue } from "@flux-ts/base";
import { describe, test } from "vitest";
import type { Door } from "./support/doors.ts";
import { doors } from "./support/doors.ts";
import { configMap, configMaps, merge } from "./support/objects.ts";

const group = "/apis/admissionregistration.k8s.io/v1";
const aboutConfigMaps = {
  resourceRules: [
    { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["configmaps"] },
  ],
};

/** Makes a policy of the given spec, and a binding of it. */
async function bind(door: Door, spec: JsonObject, binding: JsonObject = {}): Promise<void> {
  const apiVersion = "admissionregistration.k8s.io/v1";
  const policy = { matchConstraints: aboutConfigMaps, ...spec };
  const bound = { policyName: "p", validationActions: ["Deny"], ...binding };
  for (const [plural, body] of [
    ["validatingadmissionpolicies", { kind: "ValidatingAdmissionPolicy", metadata: { name: "p" }, spec: policy }],
    [
      "validatingadmissionpolicybindings",
      { kind: "ValidatingAdmissionPolicyBinding", metadata: { name: "b" }, spec: bound },
    ],
  ] as const) {
    const made = await door.send("POST", `${group}/${plural}`, { body: { apiVersion, ...body } });
    if (made.status !== 201) throw new TypeError(JSON.stringify(made.body));
  }
}

const said = (message: string): string => `ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${message}`;

interface Case {
  readonly spec: JsonObject;
  readonly binding?: JsonObject;
  readonly object?: JsonObject;
  /** Undefined where the object is made. */
  readonly denied?: { readonly code?: number; readonly message: string };
  readonly warnings?: readonly string[];
}

const validation = (expression: string, rest: JsonObject = {}): JsonValue => [{ expression, ...rest }];

const cases: Record<string, Case> = {
  "what is true is fine": { spec: { validations: validation("object.metadata.name == 'a'") } },
  "what is false is told with its expression": {
    spec: { validations: validation("object.metadata.name == 'b'") },
    denied: { message: said("failed expression: object.metadata.name == 'b'") },
  },
  "a message replaces the expression, and a reason the code": {
    spec: { validations: validation("false", { message: "no", reason: "Forbidden" }) },
    denied: { code: 403, message: said("no") },
  },
  "a message can be an expression": {
    spec: { validations: validation("false", { message: "no", messageExpression: "'not ' + string(object.data.k)" }) },
    denied: { message: said("not v") },
  },
  "a message of several lines is none": {
    spec: { validations: validation("false", { message: "no", messageExpression: "'a\\nb'" }) },
    denied: { message: said("no") },
  },
  "an error denies": {
    spec: { validations: validation("object.data.x == 'y'") },
    denied: { message: said("expression 'object.data.x == 'y'' resulted in error: no such key: x") },
  },
  "an error is nothing when failures are ignored": {
    spec: { failurePolicy: "Ignore", validations: validation("object.data.x == 'y'") },
  },
  "variables are named values": {
    spec: {
      variables: [
        { name: "n", expression: "object.metadata.name" },
        { name: "long", expression: "variables.n.size() > 3" },
      ],
      validations: validation("variables.long", { messageExpression: "variables.n + ' is short'" }),
    },
    denied: { message: said("a is short") },
  },
  "a variable that fails does so where it is used": {
    spec: {
      variables: [{ name: "x", expression: "object.data.x" }],
      validations: validation("variables.x == 'y'"),
    },
    denied: {
      message: said(
        `expression 'variables.x == 'y'' resulted in error: composited variable "x" fails to evaluate: no such key: x`,
      ),
    },
  },
  "conditions choose what a policy is about": {
    spec: {
      matchConditions: [{ name: "others", expression: "object.metadata.name != 'a'" }],
      validations: validation("false"),
    },
  },
  "warnings do not deny": {
    spec: { validations: validation("false", { message: "careful" }) },
    binding: { validationActions: ["Warn"] },
    warnings: ["299 - \"Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': careful\""],
  },
  "audits do neither": {
    spec: { validations: validation("false") },
    binding: { validationActions: ["Audit"] },
  },
  "labels choose objects": {
    spec: {
      matchConstraints: { ...aboutConfigMaps, objectSelector: { matchLabels: { a: "b" } } },
      validations: validation("false"),
    },
  },
  "a binding narrows its policy": {
    spec: { validations: validation("false") },
    binding: {
      matchResources: {
        namespaceSelector: {
          matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["default"] }],
        },
      },
    },
  },
  "resources can be left out": {
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }],
        excludeResourceRules: aboutConfigMaps.resourceRules,
      },
      validations: validation("false"),
    },
  },
  "the request and the namespace are known": {
    spec: {
      validations: validation("false", {
        messageExpression:
          "request.operation + request.userInfo.username + namespaceObject.metadata.name + string(oldObject == null)",
      }),
    },
    denied: { message: said("CREATEsystem:admindefaulttrue") },
  },
  "the authorizer can be asked": {
    spec: {
      validations: validation(
        "authorizer.serviceAccount('default', 'x').group('').resource('pods').namespace('default').check('get').allowed()",
        { message: "no" },
      ),
    },
    denied: { message: said("no") },
  },
  "parameters are read from another object": {
    spec: {
      paramKind: { apiVersion: "v1", kind: "Namespace" },
      validations: validation("object.metadata.name == params.metadata.name", {
        messageExpression: "'not ' + string(params.metadata.name)",
      }),
    },
    binding: { paramRef: { name: "kube-system", parameterNotFoundAction: "Deny" } },
    denied: { message: said("not kube-system") },
  },
  "parameters that must be there and are not deny": {
    spec: { paramKind: { apiVersion: "v1", kind: "Namespace" }, validations: validation("true") },
    binding: { paramRef: { name: "none", parameterNotFoundAction: "Deny" } },
    denied: {
      message: said(
        "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
      ),
    },
  },
  "what is too expensive is stopped": {
    spec: {
      validations: validation(
        "lists.range(300).all(a, lists.range(300).all(b, lists.range(300).all(c, a + b + c >= 0)))",
      ),
    },
    denied: {
      message: said(
        "expression 'lists.range(300).all(a, lists.range(300).all(b, lists.range(300).all(c, a + b + c >= 0)))' " +
          "resulted in error: operation cancelled: actual cost limit exceeded",
      ),
    },
  },
};

describe("a ValidatingAdmissionPolicy", () => {
  const [, open] = doors[0] as (typeof doors)[number];
  test.for(Object.entries(cases))("%s", async ([, { spec, binding, object, denied, warnings = [] }], { expect }) => {
    await using door = await open({ controllers: false });
    await bind(door, spec, binding);
    const answer = await door.send("POST", configMaps, { body: configMap("a", object ?? { data: { k: "v" } }) });
    expect(answer.warnings).toEqual(warnings);
    if (denied === undefined) return expect(answer.status).toBe(201);
    expect(answer).toMatchObject({
      status: denied.code ?? 422,
      body: {
        message: `configmaps "a" is forbidden: ${denied.message}`,
        details: { name: "a", kind: "configmaps", causes: [{ message: denied.message }] },
      },
    });
  });
});

describe.for(doors)("policies %s", ([, open]) => {
  test("see every way to change an object", async ({ expect }) => {
    await using door = await open({ controllers: false });
    await bind(door, { validations: validation("oldObject == null || object.data.k == oldObject.data.k") });
    await door.send("POST", configMaps, { body: configMap("a", { data: { k: "1" } }) });
    const changed = configMap("a", { data: { k: "2" } });
    const answers = [
      await door.send("PUT", `${configMaps}/a`, { body: changed }),
      await door.send("PATCH", `${configMaps}/a`, { headers: merge, body: { data: { k: "2" } } }),
      await door.send("PATCH", `${configMaps}/a`, {
        headers: { "content-type": "application/apply-patch+yaml" },
        query: { fieldManager: "m", force: "true" },
        body: changed,
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
    const kept = await door.send("PATCH", `${configMaps}/a`, { headers: merge, body: { data: { other: "1" } } });
    expect(kept.status).toBe(200);
  });

  test("can keep objects from being deleted, one or many", async ({ expect }) => {
    await using door = await open({ controllers: false });
    for (const name of ["a", "b"]) await door.send("POST", configMaps, { body: configMap(name) });
    const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["DELETE"], resources: ["configmaps"] };
    const spec = {
      matchConstraints: { resourceRules: [rule] },
      validations: validation("oldObject.metadata.name != 'b'"),
    };
    await bind(door, spec);
    expect((await door.send("DELETE", configMaps)).status).toBe(422);
    expect((await door.send("GET", `${configMaps}/a`)).status).toBe(200);
    expect((await door.send("DELETE", `${configMaps}/a`)).status).toBe(200);
    expect((await door.send("DELETE", `${configMaps}/b`)).status).toBe(422);
  });

  test("are forgotten with their bindings", async ({ expect }) => {
    await using door = await open({ controllers: false });
    await bind(door, { validations: validation("false") });
    expect((await door.send("POST", configMaps, { body: configMap("a") })).status).toBe(422);
    await door.send("DELETE", `${group}/validatingadmissionpolicybindings/b`);
    expect((await door.send("POST", configMaps, { body: configMap("a") })).status).toBe(201);
  });
});

const refused: Record<string, { spec: JsonObject; causes: readonly string[] }> = {
  "without content": {
    spec: { validations: [] },
    causes: [
      "spec.validations: Required value: validations or auditAnnotations must contain at least one item",
      "spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item",
    ],
  },
  "whose expression is no truth": {
    spec: { validations: validation("1") },
    causes: ['spec.validations[0].expression: Invalid value: "1": must evaluate to bool but got int'],
  },
  "whose expression cannot be compiled": {
    spec: { validations: validation("variables.x") },
    causes: [
      'spec.validations[0].expression: Invalid value: "variables.x": compilation failed: ERROR: <input>:1:1: undeclared ' +
        "reference to 'variables' (in container '')\n | variables.x\n | ^",
    ],
  },
  "whose conditions are unclear": {
    spec: {
      validations: validation("true"),
      matchConditions: [
        { name: "a", expression: "true" },
        { name: "a", expression: "" },
      ],
    },
    causes: [
      "spec.matchConditions[1].expression: Required value",
      'spec.matchConditions[1].name: Duplicate value: "a"',
    ],
  },
  "that names everything twice": {
    spec: {
      validations: validation("true"),
      matchConstraints: {
        resourceRules: [
          { apiGroups: ["*", "a"], apiVersions: ["v1"], operations: ["*"], resources: ["pods/*", "pods/log"] },
        ],
      },
    },
    causes: [
      `spec.matchConstraints.resourceRules[0].apiGroups: Invalid value: ["*","a"]: if '*' is present, must not specify other API groups`,
      `spec.matchConstraints.resourceRules[0].resources[1]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`,
    ],
  },
};

describe("a policy is refused", () => {
  const [, open] = doors[0] as (typeof doors)[number];
  test.for(Object.entries(refused))("%s", async ([, { spec, causes }], { expect }) => {
    await using door = await open({ controllers: false });
    const body = {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "p" },
      spec: { matchConstraints: aboutConfigMaps, ...spec },
    };
    const { status, body: answer } = await door.send("POST", `${group}/validatingadmissionpolicies`, { body });
    const found = (answer["details"] as { readonly causes: readonly { field: string; message: string }[] }).causes;
    expect(status).toBe(422);
    expect(found.map(({ field, message }) => `${field}: ${message}`)).toEqual(causes);
  });
});
