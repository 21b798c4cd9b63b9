import type { JsonValue } from "@flux-ts/base";
import { objectsIn } from "../../resources/entries.ts";
import { scalarText } from "../../resources/scalar-text.ts";
import type { Check } from "./check.ts";
import { violation } from "./check.ts";
import { fieldsOf, hasOwnUsers, type ContainerView } from "./pod.ts";
import {
  appArmor,
  findProcMount,
  findSeccomp,
  hostNamespaces,
  hostPorts,
  hostProcess,
  privileged,
  probeHosts,
  seLinux,
  sysctls,
} from "./shared-checks.ts";
import { containersNamed, named, quoted, sorted } from "./words.ts";

const defaultCapabilities: readonly JsonValue[] = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

/** Capabilities that containers get beyond those they have anyway. */
const capabilities: Check = {
  find: ({ containers }) => {
    const detail = addedCapabilities(containers, defaultCapabilities);
    return violation("non-default capabilities", detail);
  },
};

/** Who adds capabilities that are not allowed, and which. */
export function addedCapabilities(containers: readonly ContainerView[], allowed: readonly JsonValue[]): string {
  const addedBy = ({ securityContext }: ContainerView): readonly string[] => {
    const { add } = fieldsOf(securityContext["capabilities"]);
    return Array.isArray(add) ? add.filter((name) => !allowed.includes(name)).map(scalarText) : [];
  };
  const wrong = containers.filter((container) => addedBy(container).length > 0);
  if (wrong.length === 0) return "";
  const names = quoted(sorted(wrong.flatMap(addedBy)));
  return `${containersNamed(wrong)} must not include ${names} in securityContext.capabilities.add`;
}

const hostPathVolumes: Check = {
  find: ({ spec }) => {
    const wrong = objectsIn(spec["volumes"]).filter(({ hostPath }) => hostPath !== undefined);
    const names = wrong.map(({ name }) => scalarText(name));
    return violation("hostPath volumes", names.length === 0 ? "" : named("volume", names));
  },
};

const procMount: Check = { until: 35, find: findProcMount };
/** What a Pod may do to users of its own harms nobody else. */
const procMountOfHostUsers: Check = { since: 35, find: (pod) => (hasOwnUsers(pod) ? undefined : findProcMount(pod)) };

const seccomp: Check = { since: 19, find: findSeccomp };

/** Rules of the level `baseline`, in the order in which they are told. */
export const baselineChecks: readonly Check[] = [
  appArmor,
  capabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  probeHosts,
  privileged,
  procMount,
  procMountOfHostUsers,
  seLinux,
  seccomp,
  sysctls,
  hostProcess,
];

/** Those that `restricted` has, too; others it has stricter ones for. */
export const baselineOfRestricted: readonly Check[] = [
  appArmor,
  { ...capabilities, until: 22 },
  hostNamespaces,
  hostPorts,
  probeHosts,
  privileged,
  procMount,
  seLinux,
  sysctls,
  hostProcess,
];
