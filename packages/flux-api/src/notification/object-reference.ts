import { mapOf, oneOf, optional, string } from "../schema/schema.ts";

/** The objects that an Alert listens to and a Receiver triggers. */
export const objectReferenceFields = {
  apiVersion: optional(string()),
  kind: oneOf([
    "Bucket",
    "GitRepository",
    "Kustomization",
    "HelmRelease",
    "HelmChart",
    "HelmRepository",
    "ImageRepository",
    "ImagePolicy",
    "ImageUpdateAutomation",
    "OCIRepository",
    "ArtifactGenerator",
    "ExternalArtifact",
  ]),
  name: string({ description: "Name of the object; * means all of the namespace.", minLength: 1, maxLength: 253 }),
  namespace: optional(
    string({ description: "Its namespace. Defaults to the one of this object.", minLength: 1, maxLength: 253 }),
  ),
  matchLabels: optional(mapOf(string(), { description: "Labels that the objects must have; name must then be *." })),
};
