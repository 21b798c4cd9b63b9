// What containers and pods may do on their node.
import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, required } from "@flux-ts/kube-schema";
import { internalForm } from "../internal/internal-form.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, between, fields, given, isEmpty, items, listOf, oneOf, read } from "./check.ts";

const highestId = 2 ** 31 - 1;
const id = between(0, highestId);

function profile(called: string): Check {
  return all(fields({ type: oneOf("Localhost", "RuntimeDefault", "Unconfined") }), (value, path) =>
    read(value, "type") === "Localhost" && isEmpty(read(value, "localhostProfile"))
      ? [required(`${path}.localhostProfile`, `must be set when ${called} type is Localhost`)]
      : [],
  );
}

const seccompProfile = given(profile("seccomp"));
const appArmorProfile = given(profile("AppArmor"));

const contradictions: Check = (value, path) => {
  if (!isJsonObject(value) || value["allowPrivilegeEscalation"] !== false) return [];
  const added = listOf(read(value, "capabilities", "add"));
  const refused = (what: string): FieldCause =>
    invalid(
      path,
      internalForm("SecurityContext", value),
      `cannot set \`allowPrivilegeEscalation\` to false and ${what}`,
    );
  return [
    ...(value["privileged"] === true ? [refused("`privileged` to true")] : []),
    ...(added.includes("CAP_SYS_ADMIN") ? [refused("`capabilities.Add` CAP_SYS_ADMIN")] : []),
  ];
};

export const containerSecurity: Check = all(
  fields({
    runAsUser: id,
    runAsGroup: id,
    procMount: given(oneOf("Default", "Unmasked")),
    seccompProfile,
    appArmorProfile,
  }),
  contradictions,
);

const longestSysctl = 253;
const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

const sysctls: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((item, index) => {
    const [name, field] = [scalarText(read(item, "name")), `${path}[${index}].name`];
    if (name === "") return [required(field)];
    const repeated = seen.has(name);
    seen.add(name);
    if (name.length > longestSysctl || !sysctlName.test(name)) {
      const pattern = String.raw`^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`;
      return [invalid(field, name, `must have at most ${longestSysctl} characters and match regex ${pattern}`)];
    }
    return repeated ? [duplicate(field, name)] : [];
  });
};

export const podSecurity: Check = fields({
  fsGroup: id,
  runAsUser: id,
  runAsGroup: id,
  supplementalGroups: items(id),
  fsGroupChangePolicy: given(oneOf("Always", "OnRootMismatch")),
  supplementalGroupsPolicy: given(oneOf("Merge", "Strict")),
  seccompProfile,
  appArmorProfile,
  sysctls,
});

/** What a pod shares: its processes among its containers, or with the node, not both. */
export function sharedProcesses(spec: JsonObject, path: string): readonly FieldCause[] {
  if (spec["hostPID"] !== true || spec["shareProcessNamespace"] !== true) return [];
  const why = "ShareProcessNamespace and HostPID cannot both be enabled";
  return [invalid(`${path}.securityContext.shareProcessNamespace`, true, why)];
}
