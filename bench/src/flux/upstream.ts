/**
 * What the real Flux 2.9 took for the same work on a 2-core machine, on a real API server 1.36.3 with etcd: constants,
 * measured once. Requests and CPU time are robust; seconds
 * vary with the machine.
 */
export const upstream = {
  /** By number of Kustomizations; CPU time of kustomize-controller, then of kube-apiserver and etcd. */
  install: {
    100: { seconds: 13.3, requestsEach: 23, cpuMsEach: 120, serverCpuMsEach: 110 },
    500: { seconds: 92.7, requestsEach: 23, cpuMsEach: 140, serverCpuMsEach: 140 },
  },
  /** Of source- and kustomize-controller together. */
  idleMiB: 137 + 84,
} as const;
