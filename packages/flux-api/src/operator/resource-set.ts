import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import {
  anyObject,
  anyValue,
  boolean,
  list,
  mapOf,
  object,
  oneOf,
  optional,
  string,
  withDescription,
} from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { history, inventory } from "../shared/apply.ts";
import { commonMetadata, conditions, duration, handledRequest, labelSelector } from "../shared/meta.ts";

const inputProviderReference = object(
  {
    apiVersion: optional(oneOf(["fluxcd.controlplane.io/v1"])),
    kind: optional(oneOf(["ResourceSetInputProvider"])),
    name: optional(string({ description: "Name of the provider, in the same namespace." })),
    selector: optional(withDescription(labelSelector, "Labels of the providers, in the same namespace.")),
  },
  {
    rules: [
      {
        message: "at least one of name or selector must be set for input provider references",
        rule: "has(self.name) || has(self.selector)",
      },
      {
        message: "cannot set both name and selector for input provider references",
        rule: "!has(self.name) || !has(self.selector)",
      },
    ],
  },
);
export type InputProviderReference = Infer<typeof inputProviderReference>;

const inputStrategy = object(
  {
    name: oneOf(["Flatten", "Permute"], {
      description: "Whether the inputs of all providers are one list, or each is combined with each.",
    }),
    includeEmptyProviders: optional(
      boolean({ description: "Whether a provider without inputs leaves nothing to combine; for Permute." }),
    ),
  },
  {
    description: "How inputs of several providers come together. Defaults to Flatten.",
    rules: [
      {
        message: "includeEmptyProviders only applies when name is Permute",
        rule: "!has(self.includeEmptyProviders) || self.name == 'Permute'",
      },
    ],
  },
);

const dependency = object({
  apiVersion: string(),
  kind: string(),
  name: string(),
  namespace: optional(string({ description: "Its namespace. Defaults to the one of this object." })),
  ready: optional(boolean({ description: "Whether it must be ready, too, and not only exist." })),
  readyExpr: optional(string({ description: "CEL expression that says when it is ready." })),
});
export type ResourceSetDependency = Infer<typeof dependency>;

const templates = {
  resources: optional(list(anyObject(), { description: "Objects with placeholders, made once for each input." })),
  resourcesTemplate: optional(string({ description: "Go template, with << and >>, of a stream of YAML documents." })),
};

const step = object(
  {
    name: string({
      description: "Name of the step; unique in this object.",
      pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
      maxLength: 63,
    }),
    ...templates,
    timeout: optional(duration("Limit of waiting for the objects of the step.")),
  },
  {
    rules: [
      {
        message: "at least one of resources or resourcesTemplate must be set",
        rule: "has(self.resources) || has(self.resourcesTemplate)",
      },
    ],
  },
);
export type ResourceSetStep = Infer<typeof step>;

const spec = object(
  {
    inputs: optional(list(mapOf(anyValue()), { description: "Values for the templates, a set an entry." })),
    inputsFrom: optional(list(inputProviderReference, { description: "Providers of further inputs." })),
    inputStrategy: optional(inputStrategy),
    ...templates,
    steps: optional(
      list(step, {
        description: "Groups of objects; each is applied when the one before is ready.",
        minItems: 1,
        maxItems: 20,
        rules: [
          {
            message: "step names must be unique",
            rule: "self.all(s, self.exists_one(t, t.name == s.name))",
          },
        ],
      }),
    ),
    commonMetadata: optional(commonMetadata),
    dependsOn: optional(list(dependency, { description: "Objects that must exist before this one is applied." })),
    serviceAccountName: optional(string({ description: "ServiceAccount that is impersonated." })),
    wait: optional(boolean({ description: "Waits until all applied objects are ready." })),
  },
  {
    rules: [
      {
        message: "steps is mutually exclusive with resources and resourcesTemplate",
        rule: "!has(self.steps) || (!has(self.resources) && !has(self.resourcesTemplate))",
      },
      {
        message: "at least one of steps, resources or resourcesTemplate must be set",
        rule: "has(self.steps) || has(self.resources) || has(self.resourcesTemplate)",
      },
    ],
  },
);
export type ResourceSetSpec = Infer<typeof spec>;

const status = object({
  conditions: optional(conditions),
  inventory: optional(inventory),
  history: optional(history),
  lastAppliedRevision: optional(string({ description: "Digest of the objects that were last applied." })),
  externalChecksumRefs: optional(
    list(string(), { description: "ConfigMaps and Secrets outside of the set whose checksum is used." }),
  ),
  lastHandledReconcileAt: optional(handledRequest),
});
export type ResourceSetStatus = Infer<typeof status>;

export type ResourceSet = ObjectOfKind<ResourceSetSpec, ResourceSetStatus>;

export const resourceSetKind: Kind<ResourceSetSpec, ResourceSetStatus> = {
  group: "fluxcd.controlplane.io",
  kind: "ResourceSet",
  plural: "resourcesets",
  singular: "resourceset",
  description: "Makes objects of templates and inputs, and keeps a cluster at them.",
  shortNames: ["rset"],
  categories: ["all", "fluxcd", "fluxcd-appliers"],
  version: {
    name: "v1",
    columns: [ageColumn, readyColumn, statusColumn],
    spec,
    status,
  },
};
