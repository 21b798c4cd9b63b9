import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The real programs that tests and benchmarks compare with, and their versions. */
export const peerVersions = {
  "kube-apiserver": "1.36.3",
  etcd: "3.6.5",
  kustomize: "5.8.1",
  helm: "4.2.4",
  "source-controller": "1.9.4",
  "kustomize-controller": "1.9.5",
  "helm-controller": "1.6.4",
  "notification-controller": "1.9.3",
  "image-reflector-controller": "1.2.4",
  "image-automation-controller": "1.2.4",
  flux: "2.9.4",
} as const;

export type Peer = keyof typeof peerVersions;

/** Upstream's own controllers among them. */
export type FluxController = Extract<Peer, `${string}-controller`>;

/** Where built programs are kept: `$FLUX_PEERS`, or a cache folder of the user. */
export const peersDirectory = process.env["FLUX_PEERS"] ?? join(homedir(), ".cache", "flux-ts", "peers");

/** Path of a program, whether it is built or not. */
export function peerPath(peer: Peer): string {
  return join(peersDirectory, `${peer}-${peerVersions[peer]}`);
}

/** Those of the programs that are not built yet. */
export function missingPeers(wanted: readonly Peer[]): readonly Peer[] {
  return wanted.filter((peer) => !existsSync(peerPath(peer)));
}
