import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { integer, list, object, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { accessFrom, certSecretRef, cloudProvider, insecure, proxySecretRef } from "../shared/access.ts";
import {
  conditions,
  duration,
  handledRequest,
  localReference,
  observedGeneration,
  suspend,
  time,
  timeout,
} from "../shared/meta.ts";

const spec = object({
  image: string({ description: "Name of the image, without scheme and tag." }),
  provider: optional(cloudProvider),
  secretRef: optional(localReference("Secret with the credentials of the registry (dockerconfigjson).")),
  serviceAccountName: optional(
    string({ description: "ServiceAccount whose pull secrets or cloud identity are used.", maxLength: 253 }),
  ),
  certSecretRef: optional(certSecretRef),
  proxySecretRef: optional(proxySecretRef),
  insecure: optional(insecure),
  interval: duration("How often the tags are listed."),
  timeout: optional(timeout("Limit of listing the tags. Defaults to interval.")),
  exclusionList: optional(
    list(string(), {
      description: "Regular expressions of tags to leave out.",
      default: ["^.*\\.sig$"],
      maxItems: 25,
    }),
  ),
  accessFrom: optional(accessFrom),
  suspend: optional(suspend),
});
export type ImageRepositorySpec = Infer<typeof spec>;

const scanResult = object(
  {
    tagCount: integer({ description: "How many tags there are, without the excluded ones." }),
    latestTags: optional(list(string(), { description: "The first ten tags, in descending order." })),
    scanTime: optional(time("When the tags were listed.")),
    revision: optional(string({ description: "Checksum of the tags." })),
  },
  { description: "What the last listing found." },
);

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  canonicalImageName: optional(string({ description: "Name of the image with its registry." })),
  lastScanResult: optional(scanResult),
  observedExclusionList: optional(list(string(), { description: "spec.exclusionList of the last listing." })),
  lastHandledReconcileAt: optional(handledRequest),
});
export type ImageRepositoryStatus = Infer<typeof status>;

export type ImageRepository = ObjectOfKind<ImageRepositorySpec, ImageRepositoryStatus>;

export const imageRepositoryKind: Kind<ImageRepositorySpec, ImageRepositoryStatus> = {
  group: "image.toolkit.fluxcd.io",
  kind: "ImageRepository",
  plural: "imagerepositories",
  singular: "imagerepository",
  description: "Lists the tags of an image.",
  shortNames: ["imgrepo", "imagerepo"],
  categories: ["all", "fluxcd", "fluxcd-images"],
  deprecatedVersions: ["v1beta2", "v1beta1"],
  version: {
    name: "v1",
    columns: [
      { name: "Image", type: "string", jsonPath: ".spec.image" },
      { name: "Tags", type: "string", jsonPath: ".status.lastScanResult.tagCount" },
      readyColumn,
      statusColumn,
      { name: "Last scan", type: "string", jsonPath: ".status.lastScanResult.scanTime", priority: 1 },
      ageColumn,
    ],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
