import { createObject } from "../registry/create.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { methodNotAllowed } from "../status/errors.ts";
import { checkPath, decodeObject } from "./decode.ts";
import type { VerbHandler } from "./verb.ts";
import { objectReply, writeTarget } from "./verb.ts";

export const create: VerbHandler = (registry, context, view) => {
  // Objects of a namespace are made in it, never across all of them.
  if (context.served.resource.namespaced && context.namespace === "") throw methodNotAllowed();
  const options = parseWriteOptions(context.call, "CreateOptions");
  const object = checkPath(context, decodeObject(context, options.fieldValidation));
  return objectReply({ context, view }, 201, createObject(registry, writeTarget(context, options), object));
};
