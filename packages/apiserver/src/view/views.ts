import type { Accept } from "../request/accept.ts";
import type { ResourceContext } from "../request/context.ts";
import type { ResourceVersion } from "../resources/resource.ts";
import { createFullView } from "./full.ts";
import { metadataView } from "./metadata.ts";
import type { View } from "./view.ts";

const fullViews = new WeakMap<ResourceVersion, View>();

/** The view that a request asks for; one for all requests of its kind, so that what it made is shared. */
export function viewOf({ served }: ResourceContext, as: Accept["as"]): View {
  if (as === "metadata") return metadataView;
  let view = fullViews.get(served.version);
  if (view === undefined) fullViews.set(served.version, (view = createFullView(served)));
  return view;
}
