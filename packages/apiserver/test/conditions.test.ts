import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";

const [[, openInProcess]] = doors as [(typeof doors)[0]];

const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
const kinds: {
  readonly [kind: string]: { readonly path: string; readonly spec: JsonObject; readonly status: JsonObject };
} = {
  PodDisruptionBudget: {
    path: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
    spec: {},
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  },
  ValidatingAdmissionPolicy: {
    path: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
    spec: { validations: [{ expression: "true" }], matchConstraints: { resourceRules: [rule] } },
    status: {},
  },
};

const good = { type: "A", status: "True", reason: "a", message: "", lastTransitionTime: "2020-01-01T00:00:00Z" };

/** Conditions, and what a real server 1.36 says to them: the fields, and the start of the words. */
const cases: {
  readonly [name: string]: { readonly conditions: readonly JsonObject[]; readonly want: readonly string[] };
} = {
  "that are whole are kept": {
    conditions: [good, { ...good, type: "example.com/B", observedGeneration: 3 }],
    want: [],
  },
  "have a name, a known state, a time and a reason": {
    conditions: [{ type: "a b", status: "x", reason: "", message: "", lastTransitionTime: null }],
    want: [
      "[0].type: Invalid value: name part must consist of",
      '[0].status: Unsupported value: "x": supported values: "False", "True", "Unknown"',
      "[0].lastTransitionTime: Required value",
      "[0].reason: Required value",
    ],
  },
  "have a reason that is one word": {
    conditions: [{ ...good, reason: "1-", observedGeneration: -1 }],
    want: [
      "[0].observedGeneration: Invalid value: must be greater than or equal to zero",
      "[0].reason: Invalid value: a condition reason must start with alphabetic character",
    ],
  },
  "come once": { conditions: [good, good], want: ['[1].type: Duplicate value: "A"'] },
  "are short": {
    conditions: [{ ...good, reason: "x".repeat(1025), message: "m".repeat(32_769) }],
    want: [
      "[0].reason: Too long: may not be more than 1024 bytes",
      "[0].message: Too long: may not be more than 32768 bytes",
    ],
  },
};

describe.for(Object.entries(kinds))("conditions of a %s", ([, { path, spec, status }]) => {
  test.for(Object.entries(cases))("%s", async ([, { conditions, want }], { expect }) => {
    await using door = await openInProcess({ controllers: false });
    const { body: made } = await door.send("POST", path, { body: { metadata: { name: "p.example.com" }, spec } });
    const body = { ...made, status: { ...status, conditions } };
    const answer = await door.send("PUT", `${path}/p.example.com/status`, { body });
    const { causes = [] } = (answer.body["details"] ?? {}) as {
      readonly causes?: readonly { readonly field: string; readonly message: string }[];
    };
    const told = causes.map(({ field, message }) => {
      return `${field.replace("status.conditions", "")}: ${message.replace(/^(Invalid value): [^:]*: /, "$1: ")}`;
    });
    expect(told.map((text, index) => text.slice(0, want[index]?.length))).toEqual(want);
    expect(answer.status).toBe(want.length === 0 ? 200 : 422);
  });
});
