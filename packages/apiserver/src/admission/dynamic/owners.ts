import type { OwnerReference } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { repeatedOwners } from "./texts.ts";

/** Each owner once; that some were repeated is told. */
export function distinctOwners(
  owners: readonly OwnerReference[] | undefined,
  warn: (text: string) => void,
): readonly OwnerReference[] | undefined {
  const distinct = owners?.filter((owner, index) => owners.findIndex((other) => equalJson(owner, other)) === index);
  if (owners === undefined || distinct === undefined || distinct.length === owners.length) return owners;
  const repeated = owners.filter((owner) => !distinct.includes(owner)).map(({ uid }) => uid);
  warn(repeatedOwners([...new Set(repeated)]));
  return distinct;
}
