// The addresses in the status of pods.
import { isIP } from "node:net";
import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { invalid } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, isEmpty, listOf, read } from "./check.ts";
import { checkIp } from "./syntax.ts";

/** Lists of addresses hold one of each family at most. Upstream names the item, not its field. */
function addresses(field: string): Check {
  return (status, path) => {
    const given = listOf(read(status, field)).map((item) => scalarText(read(item, "ip") ?? ""));
    const list = `${path}.${field}`;
    const families = given.map(isIP).filter((family) => family !== 0);
    const shown = given.map((IP) => ({ IP }));
    return [
      ...given.flatMap((ip, index) => checkIp(ip).map((why) => invalid(`${list}[${index}]`, ip, why))),
      ...(new Set(families).size < families.length
        ? [invalid(list, shown, "may specify no more than one IP for each IP family")]
        : []),
    ];
  };
}

/** The first address of the node is the one that stands alone, too. */
const firstHost: Check = (status, path) => {
  const [first] = listOf(read(status, "hostIPs"));
  if (first === undefined) return [];
  const ip = read(first, "ip") ?? "";
  if (ip === (read(status, "hostIP") ?? "")) return [];
  return [invalid(`${path}.hostIPs[0].ip`, ip, "must be equal to `hostIP`")];
};

export const statusAddresses: Check = all(addresses("podIPs"), addresses("hostIPs"), firstHost);

/** A status whose list of addresses begins with the one that stands alone, which counts where they differ. */
export function withOwnAddressFirst(status: JsonObject): JsonObject {
  const { podIP } = status;
  if (isEmpty(podIP) || podIP === undefined) return status;
  const [first] = listOf(status["podIPs"]);
  return isJsonObject(first) && first["ip"] === podIP ? status : { ...status, podIPs: [{ ip: podIP }] };
}
