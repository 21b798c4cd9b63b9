import { func, param, sliceOf, stringType, withType } from "@flux-ts/go-template";
import type { GoType, List, Value, ValueMap } from "@flux-ts/go-template";
import { parseKubeVersion } from "./kube-version.ts";

/** What a chart may ask about the cluster. */
export interface Capabilities {
  /** Like `v1.36.0`. */
  readonly kubeVersion: string;
  /** Groups with versions, and kinds of them: `apps/v1`, `apps/v1/Deployment`. */
  readonly apiVersions: readonly string[];
}

/** The Helm whose behaviour this package has. */
const helmVersion = { Version: "v4.2", GoVersion: "go1.26.8", KubeClientVersion: "v1.36" };

/** What Helm assumes without a cluster. */
const defaultKubeVersion = "v1.36.0";

const defaultApiVersions: readonly string[] = [
  "v1",
  "admissionregistration.k8s.io/v1",
  "admissionregistration.k8s.io/v1alpha1",
  "admissionregistration.k8s.io/v1beta1",
  "internal.apiserver.k8s.io/v1alpha1",
  "apps/v1",
  "apps/v1beta1",
  "apps/v1beta2",
  "authentication.k8s.io/v1",
  "authentication.k8s.io/v1alpha1",
  "authentication.k8s.io/v1beta1",
  "authorization.k8s.io/v1",
  "authorization.k8s.io/v1beta1",
  "autoscaling/v1",
  "autoscaling/v2",
  "batch/v1",
  "batch/v1beta1",
  "certificates.k8s.io/v1",
  "certificates.k8s.io/v1beta1",
  "certificates.k8s.io/v1alpha1",
  "coordination.k8s.io/v1alpha2",
  "coordination.k8s.io/v1beta1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "discovery.k8s.io/v1beta1",
  "events.k8s.io/v1",
  "events.k8s.io/v1beta1",
  "extensions/v1beta1",
  "flowcontrol.apiserver.k8s.io/v1",
  "flowcontrol.apiserver.k8s.io/v1beta1",
  "flowcontrol.apiserver.k8s.io/v1beta2",
  "flowcontrol.apiserver.k8s.io/v1beta3",
  "networking.k8s.io/v1",
  "networking.k8s.io/v1beta1",
  "node.k8s.io/v1",
  "node.k8s.io/v1alpha1",
  "node.k8s.io/v1beta1",
  "policy/v1",
  "policy/v1beta1",
  "rbac.authorization.k8s.io/v1",
  "rbac.authorization.k8s.io/v1beta1",
  "rbac.authorization.k8s.io/v1alpha1",
  "resource.k8s.io/v1",
  "resource.k8s.io/v1beta2",
  "resource.k8s.io/v1beta1",
  "resource.k8s.io/v1alpha3",
  "scheduling.k8s.io/v1alpha2",
  "scheduling.k8s.io/v1beta1",
  "scheduling.k8s.io/v1",
  "storage.k8s.io/v1beta1",
  "storage.k8s.io/v1",
  "storage.k8s.io/v1alpha1",
  "storagemigration.k8s.io/v1beta1",
  "apiextensions.k8s.io/v1beta1",
  "apiextensions.k8s.io/v1",
];

/**
 * What Helm assumes of a cluster that it does not ask, with another version and further APIs.
 *
 * @throws HelmError when the version is none
 */
export function offlineCapabilities(
  kubeVersion = defaultKubeVersion,
  apiVersions: readonly string[] = [],
): Capabilities {
  parseKubeVersion(kubeVersion);
  const withMark = kubeVersion.startsWith("v") ? kubeVersion : `v${kubeVersion}`;
  return { kubeVersion: withMark, apiVersions: [...defaultApiVersions, ...apiVersions] };
}

const kubeVersionType: GoType = {
  name: "common.KubeVersion",
  kind: "struct",
  fields: ["Version", "Major", "Minor"],
  methods: {
    String: (version) => func([], () => shortVersion(version)),
    GitVersion: (version) => func([], () => (version as ValueMap)["Version"]),
  },
  print: (version) => {
    const { Version, Major, Minor } = version as ValueMap;
    return `{${[Version, shortVersion(version), Major, Minor].map(String).join(" ")}}`;
  },
  printInPlace: shortVersion,
};

/** The version without what a distribution puts behind it. */
function shortVersion(version: Value): string {
  return parseKubeVersion((version as ValueMap)["Version"] as string).short;
}

const versionSetType: GoType = {
  name: "common.VersionSet",
  kind: "slice",
  elem: stringType,
  underlying: sliceOf(stringType),
  methods: { Has: (versions) => func([param.string], (version) => (versions as List).includes(version)) },
};

/** JSON has the fields in the order of the struct, without those that are empty. */
const jsonInfoType: GoType = {
  name: "version.BuildInfo",
  kind: "struct",
  fields: ["version", "go_version", "kube_client_version"],
};

const buildInfoType: GoType = {
  name: "version.BuildInfo",
  kind: "struct",
  fields: ["Version", "GitCommit", "GitTreeState", "GoVersion", "KubeClientVersion"],
  json: (info) => {
    const { Version, GoVersion, KubeClientVersion } = info as ValueMap;
    return withType({ version: Version, go_version: GoVersion, kube_client_version: KubeClientVersion }, jsonInfoType);
  },
};

const capabilitiesType: GoType = {
  name: "*common.Capabilities",
  kind: "ptr",
  fields: ["KubeVersion", "APIVersions", "HelmVersion"],
};

/** `.Capabilities` */
export function toCapabilities({ kubeVersion, apiVersions }: Capabilities): Value {
  const { major, minor } = parseKubeVersion(kubeVersion);
  const version = { Version: kubeVersion, Major: major, Minor: minor };
  return withType(
    {
      KubeVersion: withType(version, kubeVersionType),
      APIVersions: withType([...apiVersions], versionSetType),
      HelmVersion: withType({ GitCommit: "", GitTreeState: "", ...helmVersion }, buildInfoType),
    },
    capabilitiesType,
  );
}
