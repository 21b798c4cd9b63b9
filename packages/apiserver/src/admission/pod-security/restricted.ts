import type { JsonObject } from "@flux-ts/base";
import { objectsIn } from "../../resources/entries.ts";
import { scalarText } from "../../resources/scalar-text.ts";
import { addedCapabilities, baselineOfRestricted } from "./baseline.ts";
import type { Check, Violation } from "./check.ts";
import { violation } from "./check.ts";
import { fieldsOf, hasOwnUsers, isWindows, type PodView } from "./pod.ts";
import { findProcMount, findSeccomp, hasSeccomp, settersOf } from "./shared-checks.ts";
import { containersNamed, named, sorted } from "./words.ts";

/** Since this version nothing is asked of Pods of Windows that Windows does not have. */
const knowsWindows = 25;
/** Since this version Pods with users of their own may be root among them. */
const knowsUsers = 35;

const privilegeEscalation: Check = {
  since: 8,
  find: (pod, minor) => {
    if (minor >= knowsWindows && isWindows(pod)) return undefined;
    const wrong = pod.containers.filter(({ securityContext }) => securityContext["allowPrivilegeEscalation"] !== false);
    return violation(
      "allowPrivilegeEscalation != false",
      wrong.length === 0 ? "" : `${containersNamed(wrong)} must set securityContext.allowPrivilegeEscalation=false`,
    );
  },
};

const capabilities: Check = {
  since: 22,
  find: (pod, minor) => {
    if (minor >= knowsWindows && isWindows(pod)) return undefined;
    const keeping = pod.containers.filter(({ securityContext }) => !dropsAll(securityContext));
    const details = [
      keeping.length === 0 ? "" : `${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`,
      addedCapabilities(pod.containers, ["NET_BIND_SERVICE"]),
    ];
    return violation("unrestricted capabilities", details.filter((detail) => detail !== "").join("; "));
  },
};

function dropsAll(securityContext: JsonObject): boolean {
  const { drop } = fieldsOf(securityContext["capabilities"]);
  return Array.isArray(drop) && drop.includes("ALL");
}

const procMount: Check = { since: knowsUsers, find: findProcMount };

const volumeTypesAllowed: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

const volumeTypes: Check = {
  find: ({ spec }) => {
    const typesOf = (volume: JsonObject): readonly string[] =>
      Object.keys(volume).filter((field) => field !== "name" && !volumeTypesAllowed.has(field));
    const wrong = objectsIn(spec["volumes"]).filter((volume) => typesOf(volume).length > 0);
    if (wrong.length === 0) return undefined;
    const volumes = named(
      "volume",
      wrong.map(({ name }) => scalarText(name)),
    );
    const types = named("type", sorted(wrong.flatMap(typesOf)));
    return violation(
      "restricted volume types",
      `${volumes} ${wrong.length === 1 ? "uses" : "use"} restricted volume ${types}`,
    );
  },
};

/** What is set wrongly is told; otherwise, what must be set and is not. */
function findUnset(
  pod: PodView,
  explicit: Violation | undefined,
  unset: { readonly reason: string; readonly isSet: (context: JsonObject) => boolean; readonly want: string },
): Violation | undefined {
  if (explicit !== undefined || unset.isSet(pod.securityContext)) return explicit;
  const missing = pod.containers.filter(({ securityContext }) => !unset.isSet(securityContext));
  if (missing.length === 0) return undefined;
  return violation(unset.reason, `pod or ${containersNamed(missing)} must set securityContext.${unset.want}`);
}

const runAsNonRoot: Check = {
  find: (pod, minor) => {
    if (minor >= knowsUsers && hasOwnUsers(pod)) return undefined;
    const reason = "runAsNonRoot != true";
    const { text } = settersOf(pod, (context) => context["runAsNonRoot"] === false);
    const explicit = violation(reason, text && `${text} must not set securityContext.runAsNonRoot=false`);
    const isSet = (context: JsonObject) => context["runAsNonRoot"] === true;
    return findUnset(pod, explicit, { reason, isSet, want: "runAsNonRoot=true" });
  },
};

const runAsUser: Check = {
  since: 23,
  find: (pod, minor) => {
    if (minor >= knowsUsers && hasOwnUsers(pod)) return undefined;
    const { text } = settersOf(pod, (context) => context["runAsUser"] === 0);
    return violation("runAsUser=0", text && `${text} must not set runAsUser=0`);
  },
};

const seccomp: Check = {
  since: 19,
  find: (pod, minor) => {
    if (minor >= knowsWindows && isWindows(pod)) return undefined;
    const want = 'seccompProfile.type to "RuntimeDefault" or "Localhost"';
    return findUnset(pod, findSeccomp(pod), { reason: "seccompProfile", isSet: hasSeccomp, want });
  },
};

/** Rules of the level `restricted`, in the order in which they are told. */
export const restrictedChecks: readonly Check[] = [
  ...baselineOfRestricted,
  privilegeEscalation,
  capabilities,
  procMount,
  volumeTypes,
  runAsNonRoot,
  runAsUser,
  seccomp,
];
