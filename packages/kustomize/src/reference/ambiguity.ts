import { emitYaml } from "@flux-ts/yaml";
import { annotatedObject } from "../resource/build-annotations.ts";
import { formatId } from "../resource/id.ts";
import type { Resource } from "../resource/resource.ts";

/** What there is to say about a name that could mean several objects. */
export function describeAmbiguity(referrer: Resource, candidates: readonly Resource[]): string {
  const ids = candidates.map(({ id }) => formatId(id)).join(", ");
  const sections = [
    `found multiple possible referrals: ${ids}\n`,
    `**** Too many possible referral targets to referrer:\n${show(referrer)}`,
    ...candidates.map((candidate, index) => `--- possible referral ${index}:\n${show(candidate)}`),
  ];
  return `${sections.join("\n")}\n`;
}

function show(resource: Resource): string {
  return emitYaml(annotatedObject(resource), { profile: "kustomize" });
}
