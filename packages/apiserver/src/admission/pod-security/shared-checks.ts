import type { JsonObject, JsonValue } from "@flux-ts/base";
import { objectsIn } from "../../resources/entries.ts";
import { scalarText } from "../../resources/scalar-text.ts";
import type { Check, Violation } from "./check.ts";
import { violation } from "./check.ts";
import { fieldsOf, type ContainerView, type PodView } from "./pod.ts";
import { containersNamed, quoted, settersNamed, sorted } from "./words.ts";

/** The Pod and the containers whose field has a value that is not allowed. */
export function settersOf(
  { securityContext, containers }: PodView,
  isWrong: (securityContext: JsonObject) => boolean,
): { readonly isPod: boolean; readonly wrong: readonly ContainerView[]; readonly text: string } {
  const isPod = isWrong(securityContext);
  const wrong = containers.filter((container) => isWrong(container.securityContext));
  return { isPod, wrong, text: settersNamed(isPod, wrong) };
}

const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

export const appArmor: Check = {
  find: (pod) => {
    const typeOf = (context: JsonObject): JsonValue | undefined => fieldsOf(context["appArmorProfile"])["type"];
    const { text } = settersOf(pod, (context) => typeOf(context) === "Unconfined");
    const annotations = Object.entries(pod.annotations)
      .filter(
        ([name, value]) => name.startsWith(appArmorAnnotation) && !/^(?:$|runtime\/default$|localhost\/)/.test(value),
      )
      .map(([name, value]) => `${name}="${value}"`);
    const setters = [text, annotations.length > 0 ? "annotation" : ""].filter((setter) => setter !== "").join(" and ");
    const values = [...(text === "" ? [] : ["Unconfined"]), ...sorted(annotations)];
    return violation(
      values.length > 1 ? "forbidden AppArmor profiles" : "forbidden AppArmor profile",
      setters && `${setters} must not set AppArmor profile type to ${quoted(values)}`,
    );
  },
};

export const hostNamespaces: Check = {
  find: ({ spec }) => {
    const used = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => spec[field] === true);
    return violation("host namespaces", used.map((field) => `${field}=true`).join(", "));
  },
};

export const hostPorts: Check = {
  find: ({ containers }) => {
    const portsOf = ({ container }: ContainerView): readonly string[] =>
      objectsIn(container["ports"])
        .filter(({ hostPort = 0 }) => hostPort !== 0)
        .map(({ hostPort }) => scalarText(hostPort));
    const wrong = containers.filter((container) => portsOf(container).length > 0);
    const ports = sorted(wrong.flatMap(portsOf));
    const uses = `${wrong.length === 1 ? "uses" : "use"} hostPort${ports.length === 1 ? "" : "s"}`;
    return violation("hostPort", wrong.length === 0 ? "" : `${containersNamed(wrong)} ${uses} ${ports.join(", ")}`);
  },
};

/** What a kubelet asks of another host for a Pod. */
export const probeHosts: Check = {
  since: 34,
  find: ({ containers }) => {
    const wrong = containers.filter(({ container }) => hostsOf(container).length > 0);
    const hosts = sorted(wrong.flatMap(({ container }) => hostsOf(container)));
    const use = `${wrong.length === 1 ? "uses" : "use"} probe or lifecycle host${hosts.length === 1 ? "" : "s"}`;
    const detail = wrong.length === 0 ? "" : `${containersNamed(wrong)} ${use} ${quoted(hosts)}`;
    return violation("probe or lifecycle host", detail);
  },
};

function hostsOf(container: JsonObject): readonly string[] {
  const lifecycle = fieldsOf(container["lifecycle"]);
  const probes = ["livenessProbe", "readinessProbe", "startupProbe"].map((name) => container[name]);
  return [...probes, lifecycle["postStart"], lifecycle["preStop"]]
    .flatMap((handler) => ["httpGet", "tcpSocket"].map((way) => fieldsOf(fieldsOf(handler)[way])["host"]))
    .filter((host): host is string => typeof host === "string" && host !== "");
}

export const privileged: Check = {
  find: ({ containers }) => {
    const wrong = containers.filter(({ securityContext }) => securityContext["privileged"] === true);
    const detail = wrong.length === 0 ? "" : `${containersNamed(wrong)} must not set securityContext.privileged=true`;
    return violation("privileged", detail);
  },
};

export function findProcMount({ containers }: PodView): Violation | undefined {
  const isWrong = ({ securityContext: { procMount = "Default" } }: ContainerView) => procMount !== "Default";
  const wrong = containers.filter(isWrong);
  const values = quoted(sorted(wrong.map(({ securityContext }) => scalarText(securityContext["procMount"]))));
  const detail =
    wrong.length === 0 ? "" : `${containersNamed(wrong)} must not set securityContext.procMount to ${values}`;
  return violation("procMount", detail);
}

const seLinuxTypes: readonly JsonValue[] = ["", "container_t", "container_init_t", "container_kvm_t"];

export const seLinux: Check = {
  find: (pod, minor) => {
    const allowed = minor >= 31 ? [...seLinuxTypes, "container_engine_t"] : seLinuxTypes;
    const optionsOf = (context: JsonObject) => fieldsOf(context["seLinuxOptions"]);
    const hasType = ({ type = "" }: JsonObject) => !allowed.includes(type);
    const has = (field: string) => (options: JsonObject) => (options[field] ?? "") !== "";
    const wrongs = [hasType, has("user"), has("role")];
    const { text } = settersOf(pod, (context) => wrongs.some((isWrong) => isWrong(optionsOf(context))));
    const all = [pod, ...pod.containers].map(({ securityContext }) => optionsOf(securityContext));
    const types = sorted(all.filter(hasType).map(({ type }) => scalarText(type)));
    const details = [
      ...(types.length > 0 ? [`type${types.length === 1 ? "" : "s"} ${quoted(types)}`] : []),
      ...["user", "role"].filter((field) => all.some(has(field))).map((field) => `${field} may not be set`),
    ];
    return violation(
      "seLinuxOptions",
      text && `${text} set forbidden securityContext.seLinuxOptions: ${details.join("; ")}`,
    );
  },
};

/** With the minor version that allows them first. */
const sysctlsAllowed: { readonly [name: string]: number } = {
  "kernel.shm_rmid_forced": 0,
  "net.ipv4.ip_local_port_range": 0,
  "net.ipv4.ip_unprivileged_port_start": 0,
  "net.ipv4.ping_group_range": 0,
  "net.ipv4.tcp_syncookies": 0,
  "net.ipv4.ip_local_reserved_ports": 27,
  "net.ipv4.tcp_fin_timeout": 29,
  "net.ipv4.tcp_keepalive_intvl": 29,
  "net.ipv4.tcp_keepalive_probes": 29,
  "net.ipv4.tcp_keepalive_time": 29,
  "net.ipv4.tcp_rmem": 32,
  "net.ipv4.tcp_wmem": 32,
};

export const sysctls: Check = {
  find: ({ securityContext }, minor) => {
    const names = objectsIn(securityContext["sysctls"]).map(({ name }) => scalarText(name));
    const isAllowed = (name: string) => Object.hasOwn(sysctlsAllowed, name) && minor >= (sysctlsAllowed[name] ?? 0);
    return violation("forbidden sysctls", names.filter((name) => !isAllowed(name)).join(", "));
  },
};

export const hostProcess: Check = {
  find: (pod) => {
    const { text } = settersOf(pod, (context) => fieldsOf(context["windowsOptions"])["hostProcess"] === true);
    return violation("hostProcess", text && `${text} must not set securityContext.windowsOptions.hostProcess=true`);
  },
};

/** Profiles that are set and are neither the runtime's own nor one of the host's. */
export function findSeccomp(pod: PodView): Violation | undefined {
  const typeOf = (context: JsonObject): JsonValue | undefined => fieldsOf(context["seccompProfile"])["type"];
  const isWrong = (context: JsonObject) => !hasSeccomp(context) && typeOf(context) !== undefined;
  const { isPod, wrong, text } = settersOf(pod, isWrong);
  const contexts = [...(isPod ? [pod] : []), ...wrong].map(({ securityContext }) => securityContext);
  const types = quoted(sorted(contexts.map((context) => scalarText(typeOf(context)))));
  return violation("seccompProfile", text && `${text} must not set securityContext.seccompProfile.type to ${types}`);
}

export function hasSeccomp(context: JsonObject): boolean {
  const { type } = fieldsOf(context["seccompProfile"]);
  return type === "RuntimeDefault" || type === "Localhost";
}
