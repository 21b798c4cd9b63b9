import { createObject } from "../registry/create.ts";
import { keyOf } from "../registry/registry.ts";
import { refuseOtherUid, updateObject } from "../registry/update.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { badRequest, notFound } from "../status/errors.ts";
import { checkPath, decodeObject } from "./decode.ts";
import type { VerbHandler } from "./verb.ts";
import { objectReply, writeTarget } from "./verb.ts";

export const update: VerbHandler = (registry, context, view) => {
  const { resource } = context.served;
  const options = parseWriteOptions(context.call, "UpdateOptions");
  const object = checkPath(context, decodeObject(context, options.fieldValidation));
  if (!object.metadata.name) throw badRequest("name must be provided");
  const target = writeTarget(context, options);
  const entry = registry.store.get(resource.table, keyOf(context.namespace, context.name));
  if (entry) {
    refuseOtherUid(target, object, entry.object);
    return objectReply(
      { context, view },
      200,
      updateObject(registry, target, entry, (current) => context.projection?.write(current, object) ?? object),
    );
  }
  if (!resource.strategy.createOnUpdate || context.subresource !== "") {
    throw notFound({ group: resource.group, resource: resource.plural }, context.name);
  }
  return objectReply({ context, view }, 201, createObject(registry, target, object));
};
