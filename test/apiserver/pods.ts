import type { JsonObject } from "@flux-ts/base";

/** Specs of pods that no server takes, and what is wrong at which field of them. */
export const refusedPods: {
  readonly [what: string]: { readonly spec: JsonObject; readonly causes: readonly string[] };
} = {
  "devices that the pod does not claim": {
    spec: { containers: [{ name: "c", image: "i", resources: { claims: [{ name: "x" }] } }] },
    causes: [
      'containers[0].resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty',
    ],
  },
  "devices that are taken twice": {
    spec: {
      containers: [{ name: "c", image: "i", resources: { claims: [{ name: "x" }, { name: "a" }, { name: "a" }] } }],
      resourceClaims: [{ name: "a", resourceClaimName: "b" }],
    },
    causes: [
      'containers[0].resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims: a',
      'containers[0].resources.claims[2]: Duplicate value: "a"',
    ],
  },
  "claims of two origins, by one name": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      resourceClaims: [
        { name: "a", resourceClaimName: "b", resourceClaimTemplateName: "c" },
        { name: "a", resourceClaimName: "b" },
      ],
    },
    causes: [
      'resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":"b","ResourceClaimTemplateName":"c"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
      'resourceClaims[1].name: Duplicate value: "a"',
    ],
  },
  "rules of restarting without a policy": {
    spec: {
      containers: [
        {
          name: "c",
          image: "i",
          restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "x", values: [1] } }],
        },
      ],
    },
    causes: [
      "containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used",
      'containers[0].restartPolicyRules[0].exitCodes.operator: Unsupported value: "x": supported values: "In", "NotIn"',
    ],
  },
  "a user of Windows of two domains": {
    spec: {
      containers: [{ name: "c", image: "i", securityContext: { windowsOptions: { runAsUserName: "a\\b\\c" } } }],
    },
    causes: [
      'containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
    ],
  },
  "processes of a Windows node in some containers": {
    spec: {
      containers: [{ name: "c", image: "i", securityContext: { windowsOptions: { hostProcess: false } } }],
      hostNetwork: true,
      securityContext: { windowsOptions: { hostProcess: true } },
    },
    causes: [
      "containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true",
    ],
  },
  "a Windows pod that asks for what Linux has": {
    spec: {
      containers: [{ name: "c", image: "i", securityContext: { privileged: false, capabilities: {} } }],
      os: { name: "windows" },
      hostPID: true,
      securityContext: { runAsUser: 1 },
    },
    causes: [
      "containers[0].securityContext.capabilities: Forbidden: cannot be set for a windows pod",
      "containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod",
      "hostPID: Forbidden: cannot be set for a windows pod",
      "securityContext.runAsUser: Forbidden: cannot be set for a windows pod",
    ],
  },
  "a Linux pod that asks for what Windows has": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      os: { name: "linux" },
      securityContext: { windowsOptions: { runAsUserName: "x" } },
    },
    causes: ["securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod"],
  },
  "an AppArmor profile that is not of the node, with a name": {
    spec: {
      containers: [
        {
          name: "c",
          image: "i",
          securityContext: { appArmorProfile: { type: "RuntimeDefault", localhostProfile: "x" } },
        },
      ],
    },
    causes: [
      'containers[0].securityContext.appArmorProfile.localhostProfile: Invalid value: "x": can only be set when AppArmor type is Localhost',
    ],
  },
  "a seccomp profile without a type": {
    spec: { containers: [{ name: "c", image: "i", securityContext: { seccompProfile: { localhostProfile: "x" } } }] },
    causes: [
      'containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"","LocalhostProfile":"x"}: can only be set when seccomp type is Localhost',
      "containers[0].securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set",
    ],
  },
  "a seccomp profile out of its folder": {
    spec: {
      containers: [
        { name: "c", image: "i", securityContext: { seccompProfile: { type: "Localhost", localhostProfile: "../x" } } },
      ],
    },
    causes: [
      "containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: \"../x\": must not contain '..'",
    ],
  },
  "pages of memory that are torn, and alone": {
    spec: { containers: [{ name: "c", image: "i", resources: { limits: { "hugepages-2Mi": "3Mi" } } }] },
    causes: [
      'containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
      "containers[0].resources: Forbidden: HugePages require cpu or memory",
    ],
  },
  "less pages than the limit": {
    spec: {
      containers: [
        {
          name: "c",
          image: "i",
          resources: { limits: { "hugepages-2Mi": "4Mi", cpu: "1" }, requests: { "hugepages-2Mi": "2Mi" } },
        },
      ],
    },
    causes: ['containers[0].resources.requests: Invalid value: "2Mi": must be equal to hugepages-2Mi limit of 4Mi'],
  },
  "pages of an unknown size": {
    spec: { containers: [{ name: "c", image: "i", resources: { limits: { "hugepages-x": "4Mi", cpu: "1" } } }] },
    causes: [
      'containers[0].resources.limits[hugepages-x]: Invalid value: "4Mi": 4Mi is not positive integer multiple of hugepages-x',
    ],
  },
  "devices that are no claims, and are mounted too": {
    spec: {
      containers: [
        {
          name: "c",
          image: "i",
          volumeDevices: [
            { name: "v", devicePath: "/a" },
            { name: "p", devicePath: "../x" },
          ],
          volumeMounts: [{ name: "p", mountPath: "/a" }],
        },
      ],
      volumes: [
        { name: "v", emptyDir: {} },
        { name: "p", persistentVolumeClaim: { claimName: "x" } },
      ],
    },
    causes: [
      'containers[0].volumeDevices[0].devicePath: Invalid value: "/a": must not already exist as a path in volumeMounts',
      'containers[0].volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      "containers[0].volumeDevices[1].devicePath: Invalid value: \"../x\": can not contain backsteps ('..')",
      'containers[0].volumeDevices[1].name: Invalid value: "p": must not already exist in volumeMounts',
      'containers[0].volumeMounts[0].mountPath: Invalid value: "/a": must not already exist as a path in volumeDevices',
      'containers[0].volumeMounts[0].name: Invalid value: "p": must not already exist in volumeDevices',
    ],
  },
  "a pod of less than its containers": {
    spec: {
      containers: [{ name: "c", image: "i", resources: { requests: { cpu: "200m" }, limits: { cpu: "2" } } }],
      resources: { requests: { cpu: "100m" } },
    },
    causes: [
      'resources.requests[cpu]: Invalid value: "100m": must be greater than or equal to aggregate container requests of 200m',
    ],
  },
  "a pod that asks for what only containers can": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      resources: { limits: { "ephemeral-storage": "1Gi" }, claims: [{ name: "x" }] },
    },
    causes: [
      "resources.claims: Forbidden: claims may not be set for Resources at pod-level",
      'resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty',
      'resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
    ],
  },
  "a managed disk of a blob store": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      volumes: [{ name: "v", azureDisk: { diskName: "x", diskURI: "https://x", kind: "Managed" } }],
    },
    causes: [
      'volumes[0].azureDisk.diskURI: Unsupported value: "https://x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
    ],
  },
  "targets without a unit": {
    spec: { containers: [{ name: "c", image: "i" }], volumes: [{ name: "v", fc: { targetWWNs: ["a"] } }] },
    causes: ["volumes[0].fc.lun: Required value: lun is required if targetWWNs is specified"],
  },
  "an initiator of no form": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      volumes: [{ name: "v", iscsi: { targetPortal: "x", iqn: "iqn.bad", lun: 300, initiatorName: "x" } }],
    },
    causes: [
      'volumes[0].iscsi.initiatorname: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
      'volumes[0].iscsi.iqn: Invalid value: "iqn.bad": must be valid format',
      "volumes[0].iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive",
    ],
  },
  "a driver of a long name, and its secret": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      volumes: [
        {
          name: "v",
          csi: { driver: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", nodePublishSecretRef: {} },
        },
      ],
    },
    causes: [
      "volumes[0].csi.driver: Too long: may not be more than 63 bytes",
      "volumes[0].csi.nodePublishSecretRef.name: Required value",
    ],
  },
  "a claim of its own without a size": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      volumes: [
        { name: "v", ephemeral: { volumeClaimTemplate: { metadata: { name: "x" }, spec: { accessModes: ["Bad"] } } } },
      ],
    },
    causes: [
      "volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set",
      'volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: "Bad": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      "volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value",
    ],
  },
  "probes of what is over before the pod begins": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      initContainers: [{ name: "j", image: "i", readinessProbe: {}, lifecycle: { postStart: {} } }],
    },
    causes: [
      "initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always",
      "initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
    ],
  },
  "spreading that contradicts itself": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "ScheduleAnyway", minDomains: 2, matchLabelKeys: ["x"] },
      ],
    },
    causes: [
      "topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
      "topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway",
    ],
  },
  "tolerations by number": {
    spec: { containers: [{ name: "c", image: "i" }], tolerations: [{ key: "a", operator: "Gt", value: "5" }] },
    causes: ['tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"'],
  },
  "a host name that is long": {
    spec: {
      containers: [{ name: "c", image: "i" }],
      hostnameOverride: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    },
    causes: ["hostnameOverride: Too long: may not be more than 64 bytes"],
  },
};
