import { describe, test } from "vitest";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { decodeBuiltin, loadBuiltinSchemas } from "@flux-ts/kube-schema";
import type { BuiltinKind, Decoder } from "@flux-ts/kube-schema";

async function kindOf(groupVersion: string, name: string): Promise<BuiltinKind> {
  const kind = (await loadBuiltinSchemas(groupVersion))?.kinds.get(name);
  if (kind === undefined) throw new Error(`No kind ${name} in ${groupVersion}`);
  return kind;
}

const configMap = await kindOf("v1", "ConfigMap");
const pod = await kindOf("v1", "Pod");
const deployment = await kindOf("apps/v1", "Deployment");
const lease = await kindOf("coordination.k8s.io/v1", "Lease");
const crd = await kindOf("apiextensions.k8s.io/v1", "CustomResourceDefinition");

describe("what is kept", () => {
  const cases: Record<
    string,
    { kind: BuiltinKind; object: JsonObject; want: JsonObject; unknown?: readonly string[] }
  > = {
    "unknown fields go, reported in the order of the document": {
      kind: deployment,
      object: {
        metadata: { name: "d" },
        spec: { template: { metadata: { label: {} }, spec: { containers: [{ name: "c", imagee: "x" }] } }, replica: 2 },
      },
      want: { metadata: { name: "d" }, spec: { template: { metadata: {}, spec: { containers: [{ name: "c" }] } } } },
      unknown: ["spec.template.metadata.label", "spec.template.spec.containers[0].imagee", "spec.replica"],
    },
    "the case of a field counts": {
      kind: configMap,
      object: { metadata: { Name: "a", name: "b" }, Data: { x: "y" } },
      want: { metadata: { name: "b" } },
      unknown: ["metadata.Name", "Data"],
    },
    "a null is an absent field, and a zero value in a map": {
      kind: configMap,
      object: { metadata: null, data: { x: null }, immutable: null },
      want: { data: { x: "" } },
    },
    "free-form values stay as they are": {
      kind: crd,
      object: { spec: { versions: [{ schema: { openAPIV3Schema: { default: { a: [null] }, enum: [{ b: 1 }] } } }] } },
      want: { spec: { versions: [{ schema: { openAPIV3Schema: { default: { a: [null] }, enum: [{ b: 1 }] } } }] } },
    },
    "a schema in a definition has the fields of schemas": {
      kind: crd,
      object: { spec: { versions: [{ schema: { openAPIV3Schema: { properties: { a: { typ: "x" } } } } }] } },
      want: { spec: { versions: [{ schema: { openAPIV3Schema: { properties: { a: {} } } } }] } },
      unknown: ["spec.versions[0].schema.openAPIV3Schema.properties.a.typ"],
    },
    "times are told in UTC, by the second or the microsecond": {
      kind: lease,
      object: {
        metadata: { creationTimestamp: "2020-01-01T01:00:00.5+01:00" },
        spec: { renewTime: "2020-01-01T01:00:00.000001+01:00" },
      },
      want: {
        metadata: { creationTimestamp: "2020-01-01T00:00:00Z" },
        spec: { renewTime: "2020-01-01T00:00:00.000001Z" },
      },
    },
  };
  test.for(Object.entries(cases))("%s", ([, { kind, object, want, unknown = [] }], { expect }) => {
    const before = structuredClone(object);
    expect(decodeBuiltin(object, kind)).toEqual({ decoded: true, value: want, unknownFields: unknown });
    expect(object).toEqual(before);
  });

  test("an object that has nothing to lose is not copied", ({ expect }) => {
    const object = { metadata: { name: "a", labels: { x: "y" } }, data: { k: "v" } };
    const outcome = decodeBuiltin(object, configMap);
    expect(outcome.decoded && outcome.value).toBe(object);
  });
});

describe("what cannot be read", () => {
  const cases: Record<string, { kind: BuiltinKind; object: JsonObject; decoder?: Decoder; message: string }> = {
    "a string for an object": {
      kind: configMap,
      object: { metadata: "x" },
      message: "json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta",
    },
    "a number for a string": {
      kind: configMap,
      object: { metadata: { name: 5 } },
      message: "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string",
    },
    "a list for a map": {
      kind: configMap,
      object: { metadata: { labels: ["x"] } },
      message: "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string",
    },
    "a number in a map of strings": {
      kind: configMap,
      object: { data: { a: 5 } },
      message: "json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
    },
    "a string for a number": {
      kind: deployment,
      object: { spec: { replicas: "x" } },
      message: "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
    },
    "a fraction for an integer": {
      kind: deployment,
      object: { spec: { replicas: 1.5 } },
      message: "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
    },
    "an integer that does not fit": {
      kind: deployment,
      object: { spec: { replicas: 2147483648 } },
      message:
        "json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32",
    },
    "an object for a list": {
      kind: pod,
      object: { spec: { containers: {} } },
      message: "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
    },
    "a value deep inside, its path without indices": {
      kind: pod,
      object: { spec: { containers: [{ name: "a", env: [{ name: true }] }] } },
      message: "json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.name of type string",
    },
    "the first of many": {
      kind: configMap,
      object: { data: { a: 5 }, metadata: "x" },
      message: "json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
    },
    "a list for a patched string": {
      kind: configMap,
      object: { data: { a: [] } },
      decoder: "converter",
      message: "unrecognized type: string",
    },
    "an integer for a patched string": {
      kind: configMap,
      object: { data: { a: 5 } },
      decoder: "converter",
      message: "cannot convert int64 to string",
    },
    "a fraction for a patched integer": {
      kind: deployment,
      object: { spec: { replicas: 1.5 } },
      decoder: "converter",
      message: "cannot convert float64 to int32",
    },
    "a string for a patched object": {
      kind: configMap,
      object: { metadata: "x" },
      decoder: "converter",
      message: "cannot restore struct from: string",
    },
    "a truth for a patched int-or-string": {
      kind: deployment,
      object: { spec: { strategy: { rollingUpdate: { maxSurge: true } } } },
      decoder: "converter",
      message: "json: cannot unmarshal bool into Go value of type int32",
    },
    "a string for a patched list": {
      kind: pod,
      object: { spec: { containers: "x" } },
      decoder: "converter",
      message: "cannot restore slice from string",
    },
    "a time that is none": {
      kind: configMap,
      object: { metadata: { creationTimestamp: "x" } },
      message: 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    },
    "a day that is none": {
      kind: configMap,
      object: { metadata: { creationTimestamp: "2021-02-29T00:00:00Z" } },
      message: 'parsing time "2021-02-29T00:00:00Z": day out of range',
    },
    "a time without microseconds": {
      kind: lease,
      object: { spec: { renewTime: "2020-01-01T00:00:00Z" } },
      message:
        'parsing time "2020-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    },
  };
  test.for(Object.entries(cases))("%s", ([, { kind, object, decoder, message }], { expect }) => {
    expect(decodeBuiltin(object, kind, decoder)).toEqual({ decoded: false, message });
  });
});

test("the days of a month are those of the calendar", ({ expect }) => {
  for (const year of [2023, 2024]) {
    for (let month = 1; month <= 13; month++) {
      const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (const day of [0, 1, 9, 10, 19, 20, 28, 29, 30, 31, 32]) {
        const [mm, dd] = [month, day].map((number) => String(number).padStart(2, "0"));
        const creationTimestamp = `${year}-${mm}-${dd}T23:59:59Z`;
        const valid = month <= 12 && day >= 1 && day <= days;
        const want = valid ? { decoded: true, value: { metadata: { creationTimestamp } } } : { decoded: false };
        expect(decodeBuiltin({ metadata: { creationTimestamp } }, configMap)).toMatchObject(want);
      }
    }
  }
});

describe("base64", () => {
  const cases: Record<string, { text: string; offset: number | undefined }> = {
    "is padded": { text: "YWI=", offset: undefined },
    "may be empty": { text: "", offset: undefined },
    "may be broken into lines": { text: "YW\nI=\n", offset: undefined },
    "is told by its first incomplete group": { text: "1", offset: 0 },
    "needs its padding": { text: "YWJjYW", offset: 4 },
    "needs both pads": { text: "YQ=", offset: 3 },
    "has letters only": { text: "YW%=", offset: 2 },
    "ends with its padding": { text: "YQ==YQ==", offset: 4 },
    "has no padding in front": { text: "=AAA", offset: 0 },
  };
  test.for(Object.entries(cases))("%s", ([, { text, offset }], { expect }) => {
    const outcome = decodeBuiltin({ binaryData: { k: text } }, configMap);
    const message = `illegal base64 data at input byte ${offset}`;
    expect(outcome).toMatchObject(offset === undefined ? { decoded: true } : { decoded: false, message });
  });
});

describe("quantities", () => {
  const syntax = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  const cases: Record<string, { value: JsonValue; want: string }> = {
    "an integer": { value: 2, want: "2" },
    "a large suffix": { value: "999Ei", want: "999Ei" },
    "three digits are as short as can be": { value: "100m", want: "100m" },
    "a zero in front is dropped": { value: "010Mi", want: "10Mi" },
    "a sign is dropped": { value: "+1k", want: "1k" },
    "a fraction becomes milli": { value: 0.5, want: "500m" },
    "whole millis become an integer": { value: "1000m", want: "1" },
    "the largest decimal suffix": { value: "1500000", want: "1500k" },
    "the largest binary suffix": { value: "1024Mi", want: "1Gi" },
    "a fraction of a binary suffix": { value: "1.5Gi", want: "1536Mi" },
    "a binary amount below 1024": { value: "0.5Ki", want: "512" },
    "an exponent stays one": { value: "12E6", want: "12e6" },
    "a negative amount": { value: "-1.5", want: "-1500m" },
    zero: { value: "0Gi", want: "0" },
    "less than a nano is rounded up": { value: "0.1n", want: "1n" },
    "no number": { value: "x", want: syntax },
    "no digits": { value: ".", want: "unable to parse numeric part of quantity" },
    "an unknown suffix": { value: "1KiB", want: "unable to parse quantity's suffix" },
    "true is no quantity": { value: true, want: syntax },
  };
  test.for(Object.entries(cases))("%s", ([, { value, want }], { expect }) => {
    const read = decodeBuiltin({ spec: { overhead: { cpu: value } } }, pod);
    expect(read.decoded ? read.value["spec"] : read.message).toEqual(read.decoded ? { overhead: { cpu: want } } : want);
  });
});
