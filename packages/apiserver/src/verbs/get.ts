import { keyOf, readObject } from "../registry/registry.ts";
import { notFound } from "../status/errors.ts";
import type { VerbHandler } from "./verb.ts";
import { objectReply } from "./verb.ts";

export const get: VerbHandler = (registry, context, view) => {
  const { served, namespace, name } = context;
  const object = readObject(registry, served, keyOf(namespace, name));
  if (object === undefined) throw notFound({ group: served.resource.group, resource: served.resource.plural }, name);
  return objectReply({ context, view }, 200, object);
};
