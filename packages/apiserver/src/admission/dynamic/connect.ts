// Requests that open a connection through an object: what policies and webhooks see of them.
import type { JsonValue, KubeObject } from "@flux-ts/base";
import type { ResourceContext } from "../../request/context.ts";
import { isTrue } from "../../request/info.ts";

type Read = (context: ResourceContext, name: string) => JsonValue | undefined;

const flag: Read = ({ call }, name) => (isTrue(call.query.get(name)) ? true : undefined);
const text: Read = ({ call }, name) => call.query.get(name) || undefined;
const texts: Read = ({ call }, name) => (call.query.has(name) ? call.query.getAll(name) : undefined);
const numbers: Read = ({ call }, name) => {
  const given = call.query.getAll(name).flatMap((list) => list.split(",").map(Number));
  return given.length > 0 ? given : undefined;
};
/** What follows the subresource in the path. */
const path: Read = ({ rest }) => (rest.length > 0 ? `/${rest.join("/")}` : undefined);

const streams = { stdin: flag, stdout: flag, stderr: flag, tty: flag, container: text };

const fields: { readonly [kind: string]: { readonly [field: string]: Read } } = {
  NodeProxyOptions: { path },
  PodAttachOptions: streams,
  PodExecOptions: { ...streams, command: texts },
  PodPortForwardOptions: { ports: numbers },
  PodProxyOptions: { path },
  ServiceProxyOptions: { path },
};

/** The options of a connection, by its query and path; undefined when the request opens none. */
export function connectOptions(context: ResourceContext): KubeObject | undefined {
  const { served, subresource } = context;
  const kind = served.version.subresources.get(subresource)?.kind.kind ?? "";
  const known = served.resource.group === "" && Object.hasOwn(fields, kind) ? fields[kind] : undefined;
  if (known === undefined) return undefined;
  const given = Object.entries(known).flatMap(([name, read]) => {
    const value = read(context, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    kind,
    apiVersion: "v1",
    metadata: {},
    ...Object.fromEntries<JsonValue>(given),
  } as unknown as KubeObject;
}
