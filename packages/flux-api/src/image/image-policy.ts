import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { object, oneOf, optional, string, withDescription } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { conditions, duration, handledRequest, observedGeneration, suspend } from "../shared/meta.ts";
import { imageRef } from "./image-ref.ts";

const order = oneOf(["asc", "desc"], { description: "asc takes the last tag, desc the first.", default: "asc" });

const policy = object(
  {
    semver: optional(
      object(
        { range: string({ description: "Range of versions; the highest one is taken." }) },
        { description: "Tags are versions." },
      ),
    ),
    alphabetical: optional(object({ order: optional(order) }, { description: "Tags are sorted as text." })),
    numerical: optional(object({ order: optional(order) }, { description: "Tags are sorted as numbers." })),
  },
  { description: "How the latest image is found: one of the three." },
);
export type ImagePolicyChoice = Infer<typeof policy>;

const spec = object(
  {
    imageRepositoryRef: object(
      {
        name: string(),
        namespace: optional(string({ description: "Its namespace. Defaults to the one of this object." })),
      },
      { description: "The ImageRepository whose tags are looked at." },
    ),
    policy,
    filterTags: optional(
      object(
        {
          pattern: optional(string({ description: "Regular expression that selects the tags." })),
          extract: optional(
            string({ description: "Text, with groups of pattern, that is sorted instead of the tag." }),
          ),
        },
        { description: "Which tags are looked at, and which part of them." },
      ),
    ),
    digestReflectionPolicy: optional(
      oneOf(["Always", "IfNotPresent", "Never"], {
        description: "Whether status has the digest of the image: kept up to date, as first seen, or not at all.",
        default: "Never",
      }),
    ),
    interval: optional(duration("How often the digest is looked up.")),
    suspend: optional(suspend),
  },
  {
    rules: [
      {
        message: "spec.interval is only accepted when spec.digestReflectionPolicy is set to 'Always'",
        rule: "!has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')",
      },
      {
        message: "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'",
        rule: "has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'",
      },
    ],
  },
);
export type ImagePolicySpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  latestRef: optional(withDescription(imageRef, "The latest image.")),
  observedPreviousRef: optional(withDescription(imageRef, "The image that was the latest before.")),
  lastHandledReconcileAt: optional(handledRequest),
});
export type ImagePolicyStatus = Infer<typeof status>;

export type ImagePolicy = ObjectOfKind<ImagePolicySpec, ImagePolicyStatus>;

export const imagePolicyKind: Kind<ImagePolicySpec, ImagePolicyStatus> = {
  group: "image.toolkit.fluxcd.io",
  kind: "ImagePolicy",
  plural: "imagepolicies",
  singular: "imagepolicy",
  description: "Says which of an ImageRepository's tags is the latest.",
  shortNames: ["imgpol", "imagepol"],
  categories: ["all", "fluxcd", "fluxcd-images"],
  deprecatedVersions: ["v1beta2", "v1beta1"],
  version: {
    name: "v1",
    columns: [
      { name: "Image", type: "string", jsonPath: ".status.latestRef.name" },
      { name: "Tag", type: "string", jsonPath: ".status.latestRef.tag" },
      readyColumn,
      statusColumn,
      ageColumn,
    ],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
