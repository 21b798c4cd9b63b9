import { expect, test } from "vitest";
import { findByName } from "../../src/discovery/names.ts";
import { parseAggregated, parseGroupList, parseResourceList } from "../../src/discovery/parse.ts";
import { group, resource } from "../support/api.ts";

const flux = "kustomize.toolkit.fluxcd.io";
const resources = parseAggregated({
  kind: "APIGroupDiscoveryList",
  items: [
    group("", "v1", [
      resource("events", "Event", { shortNames: ["ev"] }),
      resource("pods", "Pod", { shortNames: ["po"] }),
    ]),
    group("events.k8s.io", "v1", [resource("events", "Event", { shortNames: ["ev"] })]),
    group(flux, "v1", [resource("kustomizations", "Kustomization", { shortNames: ["ks"], categories: ["all"] })]),
    group(flux, "v1beta2", [resource("kustomizations", "Kustomization", { shortNames: ["ks"] })]),
    group("short.example.com", "v1", [resource("kilns", "Kiln", { shortNames: ["pods"] })]),
  ],
});

const cases: Record<string, { typed: string; want: readonly string[] }> = {
  "a plural means every group that has it, in the server's order": {
    typed: "events",
    want: ["Event.v1.", "Event.v1.events.k8s.io"],
  },
  "a singular": { typed: "pod", want: ["Pod.v1."] },
  "a kind, in any case": {
    typed: "Kustomization",
    want: [`Kustomization.v1.${flux}`, `Kustomization.v1beta2.${flux}`],
  },
  "a short name": { typed: "ks", want: [`Kustomization.v1.${flux}`, `Kustomization.v1beta2.${flux}`] },
  "a full name wins over a short one": { typed: "pods", want: ["Pod.v1."] },
  "a group behind the name": { typed: "events.events.k8s.io", want: ["Event.v1.events.k8s.io"] },
  "a kind with its group": {
    typed: `kustomization.${flux}`,
    want: [`Kustomization.v1.${flux}`, `Kustomization.v1beta2.${flux}`],
  },
  "the beginning of a group": {
    typed: "ks.kustomize",
    want: [`Kustomization.v1.${flux}`, `Kustomization.v1beta2.${flux}`],
  },
  "a version and a group": { typed: `kustomizations.v1beta2.${flux}`, want: [`Kustomization.v1beta2.${flux}`] },
  "nothing has this name": { typed: "widgets", want: [] },
  "nothing has this name in this group": { typed: "pods.apps", want: [] },
};

test.for(Object.entries(cases))("%s", ([, { typed, want }]) => {
  expect(findByName(resources, typed).map(({ kind, version, group }) => `${kind}.${version}.${group}`)).toEqual(want);
});

test("an entry of aggregated discovery becomes a resource", () => {
  const entry = resource("deployments", "Deployment", {
    shortNames: ["deploy"],
    categories: ["all"],
    subresources: [{ subresource: "status", responseKind: { kind: "Deployment" } }],
  });
  expect(parseAggregated({ items: [group("apps", "v1", [entry])] })).toEqual([
    {
      group: "apps",
      version: "v1",
      kind: "Deployment",
      resource: "deployments",
      singular: "deployment",
      namespaced: true,
      verbs: ["get", "list", "watch"],
      shortNames: ["deploy"],
      categories: ["all"],
      subresources: ["status"],
    },
  ]);
});

test("an entry of classic discovery becomes the same", () => {
  const body = {
    kind: "APIResourceList",
    groupVersion: "apps/v1",
    resources: [
      {
        name: "deployments",
        singularName: "",
        namespaced: true,
        kind: "Deployment",
        verbs: ["get"],
        shortNames: ["deploy"],
      },
      { name: "deployments/scale", singularName: "", namespaced: true, kind: "Scale", verbs: ["get"] },
    ],
  };
  expect(parseResourceList("apps/v1", body)).toEqual([
    {
      group: "apps",
      version: "v1",
      kind: "Deployment",
      resource: "deployments",
      singular: "deployment",
      namespaced: true,
      verbs: ["get"],
      shortNames: ["deploy"],
      categories: [],
      subresources: ["scale"],
    },
  ]);
});

test("the preferred version of a group comes first", () => {
  const versions = [{ groupVersion: "a/v1beta1" }, { groupVersion: "a/v1" }];
  expect(parseGroupList({ groups: [{ versions, preferredVersion: { groupVersion: "a/v1" } }] })).toEqual([
    "a/v1",
    "a/v1beta1",
  ]);
});
