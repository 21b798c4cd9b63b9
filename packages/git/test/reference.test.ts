import { GitError, resolveReference } from "@flux-ts/git";
import type { GitReference, ResolvedReference } from "@flux-ts/git";
import { test } from "vitest";

const url = "https://example.com";
const a = "a".repeat(40);
const b = "b".repeat(40);
const tagObject = "7".repeat(40);

const listed = new Map([
  ["HEAD", a],
  ["refs/heads/main", a],
  ["refs/heads/master", b],
  ["refs/heads/feature/x", b],
  ["refs/pull/1/head", b],
  ["refs/tags/v1.0.0", a],
  ["refs/tags/v1.1.0", tagObject],
  ["refs/tags/v1.1.0^{}", b],
  ["refs/tags/v2.0.0-rc.1", a],
  ["refs/tags/latest", a],
]);

const found: Record<string, { reference: GitReference; want: ResolvedReference }> = {
  "nothing given follows master": {
    reference: {},
    want: { commit: b, revision: `master@sha1:${b}`, name: "refs/heads/master" },
  },
  "a branch is named without refs/heads": {
    reference: { branch: "main" },
    want: { commit: a, revision: `main@sha1:${a}`, name: "refs/heads/main" },
  },
  "a branch may hold slashes": {
    reference: { branch: "feature/x" },
    want: { commit: b, revision: `feature/x@sha1:${b}`, name: "refs/heads/feature/x" },
  },
  "a tag wins over a branch": {
    reference: { branch: "main", tag: "latest" },
    want: { commit: a, revision: `latest@sha1:${a}`, name: "refs/tags/latest" },
  },
  "an annotated tag stands for its commit": {
    reference: { tag: "v1.1.0" },
    want: { commit: b, revision: `v1.1.0@sha1:${b}`, name: "refs/tags/v1.1.0" },
  },
  "a range wins over a tag and takes its newest version": {
    reference: { tag: "latest", semver: "1.x" },
    want: { commit: b, revision: `v1.1.0@sha1:${b}`, name: "refs/tags/v1.1.0" },
  },
  "a range leaves out pre-releases unless it asks for them": {
    reference: { semver: ">=1.0.0-0" },
    want: { commit: a, revision: `v2.0.0-rc.1@sha1:${a}`, name: "refs/tags/v2.0.0-rc.1" },
  },
  "a name wins over a range and stays whole": {
    reference: { semver: "1.x", name: "refs/pull/1/head" },
    want: { commit: b, revision: `refs/pull/1/head@sha1:${b}`, name: "refs/pull/1/head" },
  },
  "a name of an annotated tag stands for its commit": {
    reference: { name: "refs/tags/v1.1.0" },
    want: { commit: b, revision: `refs/tags/v1.1.0@sha1:${b}`, name: "refs/tags/v1.1.0" },
  },
  "a name may ask for the commit of a tag itself": {
    reference: { name: "refs/tags/v1.1.0^{}" },
    want: { commit: b, revision: `refs/tags/v1.1.0^{}@sha1:${b}`, name: "refs/tags/v1.1.0" },
  },
  "HEAD is a name": { reference: { name: "HEAD" }, want: { commit: a, revision: `HEAD@sha1:${a}`, name: "HEAD" } },
  "a commit wins over a name": {
    reference: { name: "refs/pull/1/head", commit: a },
    want: { commit: a, revision: `sha1:${a}` },
  },
  "a commit with a branch is named after it": {
    reference: { branch: "main", commit: b },
    want: { commit: b, revision: `main@sha1:${b}`, name: "refs/heads/main" },
  },
  "a commit may be written in capitals": {
    reference: { commit: a.toUpperCase() },
    want: { commit: a, revision: `sha1:${a}` },
  },
};
test.for(Object.entries(found))("%s", ([, { reference, want }], { expect }) => {
  expect(resolveReference(reference, listed, url)).toEqual(want);
});

const refused: Record<string, { reference: GitReference; code: string; message: string }> = {
  "a missing branch": {
    reference: { branch: "invalid" },
    code: "reference-not-found",
    message: `unable to clone 'https://example.com': couldn't find remote ref "refs/heads/invalid"`,
  },
  "a missing tag": {
    reference: { tag: "v9" },
    code: "reference-not-found",
    message: `unable to clone 'https://example.com': couldn't find remote ref "refs/tags/v9"`,
  },
  "a missing name": {
    reference: { name: "refs/pull/9/head" },
    code: "reference-not-found",
    message: "unable to resolve ref 'refs/pull/9/head' to a specific commit",
  },
  "a range without a version": {
    reference: { semver: ">9" },
    code: "reference-not-found",
    message: "no match found for semver: >9",
  },
  "a short commit": {
    reference: { commit: "abc" },
    code: "invalid-reference",
    message: "commit 'abc' is not a full hash",
  },
  "a branch that looks like an option": {
    reference: { name: "--upload-pack=x" },
    code: "invalid-reference",
    message: 'ref "--upload-pack=x" is invalid',
  },
  "a branch with a parent folder": {
    reference: { branch: "../x" },
    code: "invalid-reference",
    message: 'ref "refs/heads/../x" is invalid',
  },
  "a name that ends with a slash": {
    reference: { name: "refs/heads/main/" },
    code: "invalid-reference",
    message: 'ref "refs/heads/main/" is invalid',
  },
  "a tag that is a refspec": {
    reference: { tag: "x:y" },
    code: "invalid-reference",
    message: 'ref "refs/tags/x:y" is invalid',
  },
};
test.for(Object.entries(refused))("%s is refused", ([, { reference, code, message }], { expect }) => {
  expect(() => resolveReference(reference, listed, url)).toThrow(
    expect.objectContaining({ constructor: GitError, code, message }),
  );
});

test("a broken range says what is wrong with it", ({ expect }) => {
  expect(() => resolveReference({ semver: "not a range" }, listed, url)).toThrow(
    expect.objectContaining({ code: "invalid-reference", message: expect.stringContaining("semver parse error") }),
  );
});

test("of tags that are the same version the last by name is followed", ({ expect }) => {
  const tags = ["v1.0.0+9", "v1.0.0+10", "v0.9.0"].map((tag) => [`refs/tags/${tag}`, a] as const);
  expect(resolveReference({ semver: "*" }, new Map(tags), url).revision).toBe(`v1.0.0+10@sha1:${a}`);
});

test("a remote without any reference is empty", ({ expect }) => {
  expect(() => resolveReference({}, new Map(), url)).toThrow(
    expect.objectContaining({ code: "empty-repository", message: "git repository is empty" }),
  );
});
