/** Fields of kustomize's own API: selectors, patches, images. */
import { list, object, optional, string } from "../schema/schema.ts";

const selector = object(
  {
    group: optional(string()),
    version: optional(string()),
    kind: optional(string()),
    namespace: optional(string()),
    name: optional(string()),
    labelSelector: optional(string()),
    annotationSelector: optional(string()),
  },
  { description: "Which objects are meant. Group, version, kind, namespace and name are regular expressions." },
);

export const image = object({
  name: string({ description: "Name of the image to replace, without tag." }),
  newName: optional(string()),
  newTag: optional(string()),
  digest: optional(string({ description: "Takes precedence over newTag." })),
});

export const patch = object({
  patch: string({ description: "A strategic merge or JSON 6902 patch, as YAML." }),
  target: optional(selector),
});

export const ignoreRule = object({
  paths: list(string(), { description: "JSON pointers to the fields that are left alone." }),
  target: optional(selector),
});
