import { test } from "vitest";
import { plan } from "../../src/git-repository/plan.ts";
import type { Observation, Plan } from "../../src/git-repository/plan.ts";
import { artifact, included, repository } from "./objects.ts";

function seen(changes: Partial<Observation> = {}): Observation {
  return { object: repository(), artifact, revision: artifact.revision, includes: [], ...changes };
}

const keep: Plan = { step: "keep", artifact };
const include = [{ repository: { name: "base" }, fromPath: "deploy" }];
const withInclude = { include };
const afterInclude = { observedInclude: include, includedArtifacts: [included] };

const cases: Record<string, { seen: Observation; want: Plan }> = {
  "a settled object is left alone": { seen: seen(), want: keep },
  "an object without an artifact gets one": {
    seen: seen({ artifact: undefined }),
    want: { step: "store", why: "no-artifact" },
  },
  "a moved reference is stored": {
    seen: seen({ revision: "main@sha1:bb" }),
    want: { step: "store", why: "moved" },
  },
  "the same commit under another name is stored": {
    seen: seen({ revision: artifact.revision.replace("main", "next") }),
    want: { step: "store", why: "moved" },
  },
  "a new URL at the same revision is left alone": {
    seen: seen({ object: repository({ url: "https://mirror.example.com/fleet.git" }, { observedGeneration: 0 }) }),
    want: keep,
  },
  "new ignore rules are stored": {
    seen: seen({ object: repository({ ignore: "*.md" }) }),
    want: { step: "store", why: "edited" },
  },
  "removed ignore rules are stored": {
    seen: seen({ object: repository({}, { observedIgnore: "*.md" }) }),
    want: { step: "store", why: "edited" },
  },
  "ignore rules that were used are left alone": {
    seen: seen({ object: repository({ ignore: "*.md" }, { observedIgnore: "*.md" }) }),
    want: keep,
  },
  "submodules that are wanted now are stored": {
    seen: seen({ object: repository({ recurseSubmodules: true }) }),
    want: { step: "store", why: "edited" },
  },
  "submodules that are said not to be wanted are as if nothing was said": {
    seen: seen({ object: repository({ recurseSubmodules: false }) }),
    want: keep,
  },
  "other sparse folders are stored": {
    seen: seen({ object: repository({ sparseCheckout: ["a", "b"] }, { observedSparseCheckout: ["a", "c"] }) }),
    want: { step: "store", why: "edited" },
  },
  "sparse folders that were used are left alone": {
    seen: seen({ object: repository({ sparseCheckout: ["a"] }, { observedSparseCheckout: ["a"] }) }),
    want: keep,
  },
  "a first include is stored": {
    seen: seen({ object: repository(withInclude), includes: [included] }),
    want: { step: "store", why: "included" },
  },
  "an include that did not move is left alone": {
    seen: seen({ object: repository(withInclude, afterInclude), includes: [included] }),
    want: keep,
  },
  "an include with another digest is stored": {
    seen: seen({ object: repository(withInclude, afterInclude), includes: [{ ...included, digest: "sha256:2" }] }),
    want: { step: "store", why: "included" },
  },
  "an include at another place is stored": {
    seen: seen({
      object: repository({ include: [{ repository: { name: "base" }, fromPath: "other" }] }, afterInclude),
      includes: [included],
    }),
    want: { step: "store", why: "edited" },
  },
};
test.for(Object.entries(cases))("%s", ([, { seen, want }], { expect }) => {
  expect(plan(seen)).toEqual(want);
});
