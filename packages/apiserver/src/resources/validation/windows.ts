// What pods say to nodes that run Windows.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid } from "@flux-ts/kube-schema";
import { checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import { fields, given, listOf, read, text } from "./check.ts";

const longestUser = 104;

/** Errors of a user of Windows: `DOMAIN\user` or `user`. */
function checkUser(name: string): readonly string[] {
  if (name === "") return ["runAsUserName cannot be an empty string"];
  if (/\p{Cc}/u.test(name)) return ["runAsUserName cannot contain control characters"];
  const parts = name.split("\\");
  if (parts.length > 2) return ["runAsUserName cannot contain more than one backslash"];
  const user = parts.at(-1) ?? "";
  if (user.length > longestUser)
    return [`runAsUserName's User length must not be longer than ${longestUser} characters`];
  if (!/["/\\:;|=,+*?<>@[\]]/.test(user)) return [];
  return ["runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"];
}

export const windowsOptions: Check = given(
  fields({
    gmsaCredentialSpecName: given(text(checkSubdomain)),
    gmsaCredentialSpec: text((spec) => (spec === "" ? ["gmsaCredentialSpec cannot be an empty string"] : [])),
    runAsUserName: text(checkUser),
  }),
);

type Placed = readonly [container: JsonValue, path: string];

function containersOf(spec: JsonObject, path: string): readonly Placed[] {
  return ["containers", "initContainers"].flatMap((field) =>
    listOf(spec[field]).map((container, index): Placed => [container, `${path}.${field}[${index}]`]),
  );
}

/** Containers that run on the node itself: all of a pod or none, and in the network of the node. */
export function hostProcesses(spec: JsonObject, path: string): readonly FieldCause[] {
  const ofPod = read(spec, "securityContext", "windowsOptions", "hostProcess");
  const flags = containersOf(spec, path).map(([container, field]) => {
    const own = read(container, "securityContext", "windowsOptions", "hostProcess");
    return [own, `${field}.securityContext.windowsOptions.hostProcess`] as const;
  });
  const different = flags.flatMap(([own, field]) =>
    own === undefined || ofPod === undefined || own === ofPod
      ? []
      : [invalid(field, own, `pod hostProcess value must be identical if both are specified, was ${ofPod === true}`)],
  );
  const some = flags.some(([own]) => (own ?? ofPod) === true);
  if (different.length > 0 || !some || spec["hostNetwork"] === true) return different;
  const why = "hostNetwork must be true if pod contains any hostProcess containers";
  return [invalid(`${path}.hostNetwork`, false, why)];
}

const podFields = ["hostIPC", "hostPID", "hostUsers", "shareProcessNamespace"];
const podSecurityFields = [
  "appArmorProfile",
  "fsGroup",
  "fsGroupChangePolicy",
  "runAsGroup",
  "runAsUser",
  "seLinuxOptions",
  "seccompProfile",
  "supplementalGroups",
  "supplementalGroupsPolicy",
  "sysctls",
];
const containerFields = [
  "allowPrivilegeEscalation",
  "appArmorProfile",
  "capabilities",
  "privileged",
  "procMount",
  "readOnlyRootFilesystem",
  "runAsGroup",
  "runAsUser",
  "seLinuxOptions",
  "seccompProfile",
];

/** A pod that names its system says nothing to the other one. */
export function onlyOwnSystem(spec: JsonObject, path: string): readonly FieldCause[] {
  const system = read(spec, "os", "name");
  const contexts: readonly Placed[] = [[spec, path], ...containersOf(spec, path)];
  const foreign = (value: JsonValue | undefined, at: string, names: readonly string[]) =>
    names
      .filter((name) => isJsonObject(value) && value[name] !== undefined)
      .map((name) => forbiddenField(`${at}.${name}`, "cannot be set for a windows pod"));
  if (system === "windows") {
    return [
      ...foreign(spec, path, podFields),
      ...contexts.flatMap(([owner, at], index) =>
        foreign(
          read(owner, "securityContext"),
          `${at}.securityContext`,
          index === 0 ? podSecurityFields : containerFields,
        ),
      ),
    ];
  }
  if (system !== "linux") return [];
  return contexts.flatMap(([owner, at]) =>
    read(owner, "securityContext", "windowsOptions") === undefined
      ? []
      : [forbiddenField(`${at}.securityContext.windowsOptions`, "windows options cannot be set for a linux pod")],
  );
}
