import { GitError } from "@flux-ts/git";
import type { GitErrorCode } from "@flux-ts/git";
import { test } from "vitest";
import { announcement, failed, kept, stored } from "../../src/git-repository/conclude.ts";
import { StepError, toStepError } from "../../src/git-repository/failure.ts";
import { artifact, condition, included, repository } from "./objects.ts";

const message = `stored artifact for revision '${artifact.revision}'`;
const settled = {
  ArtifactInStorage: { status: "True", reason: "Succeeded", message },
  ArtifactOutdated: null,
  FetchFailed: null,
  IncludeUnavailable: null,
  SourceVerified: null,
  StorageOperationFailed: null,
};

test("an artifact that is kept makes the object ready and leaves the observed settings", ({ expect }) => {
  expect(kept(repository({ interval: "1h30m" }), artifact)).toEqual({
    ready: { reason: "Succeeded", message },
    status: { artifact },
    conditions: settled,
    requeueAfterMs: 5_400_000,
  });
});

test("a stored artifact tells by which settings it was built", ({ expect }) => {
  const include = [{ repository: { name: "base" } }];
  const spec = { ignore: "*.md", recurseSubmodules: true, sparseCheckout: ["apps"], include };
  expect(stored(repository(spec), artifact, [included])).toEqual({
    ready: { reason: "Succeeded", message },
    status: {
      artifact,
      includedArtifacts: [included],
      observedIgnore: "*.md",
      observedRecurseSubmodules: true,
      observedInclude: include,
      observedSparseCheckout: ["apps"],
    },
    conditions: settled,
    requeueAfterMs: 300_000,
  });
});

test("settings that are gone are no longer observed", ({ expect }) => {
  expect(stored(repository(), artifact, []).status).toEqual({
    artifact,
    includedArtifacts: null,
    observedIgnore: null,
    observedRecurseSubmodules: null,
    observedInclude: null,
    observedSparseCheckout: null,
  });
});

test("a failure shows in its condition, clears what went well before it, and leaves the artifact", ({ expect }) => {
  const error = new StepError("FetchFailed", "GitOperationFailed", "no");
  expect(failed(error)).toEqual({
    error,
    conditions: {
      StorageOperationFailed: null,
      ArtifactOutdated: null,
      FetchFailed: { status: "True", reason: "GitOperationFailed", message: "no" },
    },
  });
});

test("a missing verification is a condition that is False", ({ expect }) => {
  const error = new StepError("SourceVerified", "VerificationError", "no");
  expect(failed(error).conditions).toMatchObject({ SourceVerified: { status: "False" } });
});

const told = (code: GitErrorCode): [string, string, string] => {
  const error = toStepError(new GitError(code, "unable to clone 'https://example.com': cause"));
  return [error?.reason ?? "", error?.disposition ?? "", error?.message ?? ""];
};
const clone = "unable to clone 'https://example.com': cause";
const checkout = `failed to checkout and determine revision: ${clone}`;
const wording: Record<GitErrorCode, [string, string, string]> = {
  "invalid-url": ["URLInvalid", "stall", clone],
  unsupported: ["URLInvalid", "stall", clone],
  "invalid-reference": ["GitOperationFailed", "retry", checkout],
  authentication: ["GitOperationFailed", "retry", checkout],
  "repository-not-found": ["GitOperationFailed", "retry", checkout],
  "reference-not-found": ["GitOperationFailed", "retry", checkout],
  "empty-repository": ["EmptyGitRepository", "retry", clone],
  "folder-not-found": ["GitOperationFailed", "retry", `failed to sparse checkout directories : ${clone}`],
  network: ["GitOperationFailed", "retry", checkout],
  tls: ["GitOperationFailed", "retry", checkout],
  timeout: ["GitOperationFailed", "retry", checkout],
  failed: ["GitOperationFailed", "retry", checkout],
};
test.for(Object.entries(wording) as [GitErrorCode, string[]][])(
  "git's %s is told as upstream tells it",
  ([code, want], { expect }) => {
    expect(told(code)).toEqual(want);
  },
);

const event = { severity: "info", metadata: { revision: artifact.revision, digest: artifact.digest } } as const;
const announcements = {
  "content that was not there before": {
    object: repository({}, {}),
    digest: "sha256:other",
    want: {
      ...event,
      reason: "NewArtifact",
      message: "stored artifact for commit 'Add web'",
      metadata: { revision: artifact.revision, digest: "sha256:other" },
    },
  },
  "the same content again": { object: repository(), digest: artifact.digest, want: undefined },
  "the same content after a failure": {
    object: repository({}, { conditions: [condition("FetchFailed")] }),
    digest: artifact.digest,
    want: { ...event, reason: "Succeeded", message: "stored artifact for commit 'Add web'" },
  },
};
test.for(Object.entries(announcements))("%s has its event", ([, { object, digest, want }], { expect }) => {
  expect(announcement(object, { ...artifact, digest }, "Add web")).toEqual(want);
});
