// What containers and pods may do on their node.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, required } from "@flux-ts/kube-schema";
import { internalForm } from "../internal/internal-form.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check, TextRule } from "./check.ts";
import { all, between, fields, given, isEmpty, items, listOf, oneOf, read, text } from "./check.ts";
import { checkSubPath } from "./syntax.ts";
import { windowsOptions } from "./windows.ts";

const highestId = 2 ** 31 - 1;
const id = between(0, highestId);

interface ProfileKind {
  /** What the profile is called, and the field that holds one. */
  readonly called: string;
  readonly field: string;
  /** What is wrong with the name of a profile on the node. */
  readonly check: TextRule;
  /** How upstream shows a profile that names one needlessly. */
  readonly show: (profile: JsonObject) => JsonValue;
}

function profile({ called, field, check, show }: ProfileKind): Check {
  const types = oneOf("Localhost", "RuntimeDefault", "Unconfined");
  return (value, path) => {
    const given = isJsonObject(value) ? value : {};
    const [type, name] = [given["type"], given["localhostProfile"]];
    const at = `${path}.localhostProfile`;
    const causes = isEmpty(type)
      ? [required(`${path}.type`, `type is required when ${field} is set`)]
      : types(type, `${path}.type`);
    if (type !== "Localhost") {
      const needless = name !== undefined && (field === "seccompProfile" || !isEmpty(type));
      return needless
        ? [...causes, invalid(at, show(given), `can only be set when ${called} type is Localhost`)]
        : causes;
    }
    if (isEmpty(name)) return [...causes, required(at, `must be set when ${called} type is Localhost`)];
    return [...causes, ...text(check)(name, at)];
  };
}

const seccompProfile = given(
  profile({
    called: "seccomp",
    field: "seccompProfile",
    check: checkSubPath,
    show: (value) => internalForm("SeccompProfile", value),
  }),
);
const appArmorProfile = given(
  profile({
    called: "AppArmor",
    field: "appArmorProfile",
    check: (name) => (name.trim() === name ? [] : ["must not be padded with whitespace"]),
    show: ({ localhostProfile = null }) => localhostProfile,
  }),
);

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
    windowsOptions,
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
  windowsOptions,
  seLinuxChangePolicy: given(oneOf("Recursive")),
  sysctls,
});

/** What a pod shares: its processes among its containers, or with the node, not both. */
export function sharedProcesses(spec: JsonObject, path: string): readonly FieldCause[] {
  if (spec["hostPID"] !== true || spec["shareProcessNamespace"] !== true) return [];
  const why = "ShareProcessNamespace and HostPID cannot both be enabled";
  return [invalid(`${path}.securityContext.shareProcessNamespace`, true, why)];
}
