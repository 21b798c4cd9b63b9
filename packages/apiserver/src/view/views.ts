import type { Accept } from "../request/accept.ts";
import type { ResourceContext } from "../request/context.ts";
import type { ResourceVersion } from "../resources/resource.ts";
import { badRequest } from "../status/errors.ts";
import { plainPrinter } from "../table/builtin.ts";
import { createTableView } from "../table/view.ts";
import type { IncludedObject } from "../table/view.ts";
import { createFullView } from "./full.ts";
import { metadataView } from "./metadata.ts";
import type { View } from "./view.ts";

const fullViews = new WeakMap<ResourceVersion, View>();

/** The view that a request asks for; one for all requests of its kind where what it made can be shared. */
export function viewOf(context: ResourceContext, as: Accept["as"]): View {
  const { served } = context;
  if (as === "metadata") return metadataView;
  if (as === "table") return tableViewOf(context);
  let view = fullViews.get(served.version);
  if (view === undefined) fullViews.set(served.version, (view = createFullView(served)));
  return view;
}

function tableViewOf({ call, served, projection, clock }: ResourceContext): View {
  return createTableView({
    printer: projection === undefined ? served.version.printer : plainPrinter,
    include: includedObject(call.query.get("includeObject") ?? ""),
    now: () => clock.now(),
  });
}

function includedObject(text: string): IncludedObject {
  if (text === "" || text === "Metadata") return "Metadata";
  if (text === "None" || text === "Object") return text;
  throw badRequest(`unrecognized includeObject value: "${text}"`);
}
