import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { mapOf, object, oneOf, optional, string, withDescription } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { gitReference } from "../shared/git-reference.ts";
import {
  conditions,
  duration,
  handledRequest,
  labelSelector,
  localReference,
  observedGeneration,
  suspend,
  time,
} from "../shared/meta.ts";
import { imageRef } from "./image-ref.ts";

const commit = object(
  {
    author: object({ email: string(), name: optional(string()) }, { description: "Author of the commits." }),
    messageTemplate: optional(string({ description: "Go template of the message, over the changes that were made." })),
    messageTemplateValues: optional(mapOf(string(), { description: "Values for the template, as .Values." })),
    signingKey: optional(
      object(
        {
          secretRef: localReference("Secret with the private key and its passphrase."),
          type: optional(oneOf(["gpg", "ssh"], { description: "Kind of the key. Defaults to gpg." })),
        },
        { description: "Key that signs the commits." },
      ),
    ),
  },
  { description: "How commits are made." },
);
export type CommitSpec = Infer<typeof commit>;

const push = object(
  {
    branch: optional(string({ description: "Branch to push to. Defaults to the one that was checked out." })),
    refspec: optional(
      string({ description: "Refspec to push, alone or in addition to branch.", pattern: "^$|^[^+:]" }),
    ),
    options: optional(mapOf(string(), { description: "Push options for the server." })),
  },
  { description: "Where commits are pushed. Defaults to the branch that was checked out." },
);
export type PushSpec = Infer<typeof push>;

const git = object(
  {
    checkout: optional(
      object({ ref: gitReference }, { description: "What to check out. Defaults to what the source follows." }),
    ),
    commit,
    push: optional(push),
  },
  { description: "How the repository is read and written." },
);

const spec = object({
  sourceRef: object(
    {
      apiVersion: optional(string()),
      kind: oneOf(["GitRepository"], { default: "GitRepository" }),
      name: string(),
      namespace: optional(string({ description: "Its namespace. Defaults to the one of this object." })),
    },
    { description: "The GitRepository to write to." },
  ),
  git: optional(git),
  interval: duration("How often the repository is checked, besides changes of policies."),
  policySelector: optional(
    withDescription(labelSelector, "ImagePolicies to consider. Defaults to all of the namespace."),
  ),
  update: optional(
    object(
      {
        strategy: optional(
          oneOf(["Setters"], { description: "How fields are found: by the marker in a comment.", default: "Setters" }),
        ),
        path: optional(string({ description: "Folder to look into. Defaults to the root of the repository." })),
      },
      { description: "Which files are changed, and how.", default: { strategy: "Setters" } },
    ),
  ),
  suspend: optional(suspend),
});
export type ImageUpdateAutomationSpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  lastAutomationRunTime: optional(time("When the automation last ran.")),
  lastPushCommit: optional(string({ description: "Hash of the last pushed commit." })),
  lastPushTime: optional(time("When it was pushed.")),
  observedPolicies: optional(mapOf(imageRef, { description: "Images of the last run, by the name of their policy." })),
  observedSourceRevision: optional(string({ description: "Revision of the repository at the last run." })),
  lastHandledReconcileAt: optional(handledRequest),
});
export type ImageUpdateAutomationStatus = Infer<typeof status>;

export type ImageUpdateAutomation = ObjectOfKind<ImageUpdateAutomationSpec, ImageUpdateAutomationStatus>;

export const imageUpdateAutomationKind: Kind<ImageUpdateAutomationSpec, ImageUpdateAutomationStatus> = {
  group: "image.toolkit.fluxcd.io",
  kind: "ImageUpdateAutomation",
  plural: "imageupdateautomations",
  singular: "imageupdateautomation",
  description: "Writes the latest images of policies into a Git repository.",
  shortNames: ["iua", "imgupd", "imgauto"],
  categories: ["all", "fluxcd", "fluxcd-images"],
  deprecatedVersions: ["v1beta2", "v1beta1"],
  version: {
    name: "v1",
    columns: [
      readyColumn,
      statusColumn,
      { name: "Last run", type: "string", jsonPath: ".status.lastAutomationRunTime", priority: 1 },
      ageColumn,
    ],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
