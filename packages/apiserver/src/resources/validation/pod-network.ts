// Names and addresses of pods.
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, required } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, fields, isEmpty, items, listOf, read, text } from "./check.ts";
import { checkSubdomain } from "../../registry/names.ts";
import { checkIp, checkSearchDomain } from "./syntax.ts";

const mostNameservers = 3;

const dnsConfig: Check = fields({
  nameservers: all(
    (value, path) =>
      listOf(value).length > mostNameservers
        ? [invalid(path, value ?? null, `must not have more than ${mostNameservers} nameservers`)]
        : [],
    items(text(checkIp)),
  ),
  searches: items((value, path) => checkSearchDomain(scalarText(value)).map((why) => invalid(path, value ?? "", why))),
  options: items((value, path) => (isEmpty(read(value, "name")) ? [required(path, "must not be empty")] : [])),
});

export const hostAliases: Check = items(fields({ ip: text(checkIp), hostnames: items(text(checkSubdomain)) }));

/** How a pod finds others; who leaves the usual way has to say another. */
export function dns(spec: JsonValue | undefined, path: string): readonly FieldCause[] {
  const config = read(spec, "dnsConfig");
  const field = `${path}.dnsConfig`;
  if (read(spec, "dnsPolicy") === "None") {
    if (config === undefined) return [required(field, "must provide `dnsConfig` when `dnsPolicy` is None")];
    if (isEmpty(read(config, "nameservers"))) {
      return [required(`${field}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None")];
    }
  }
  return config === undefined ? [] : dnsConfig(config, field);
}
