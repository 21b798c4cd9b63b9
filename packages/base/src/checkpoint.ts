/**
 * Every place where a process may end and leave work half done: between any two things it does to the cluster or to
 * the disk, and between the steps in which it decides about them. Code that gets there says so; it costs a call of an
 * empty function. Tests end the process at each place of this list and look whether the next process puts things right.
 */
export const checkpoints = [
  "lease/acquired",
  "lease/renewed",
  "loop/finalizer-added",
  "loop/status-written",
  "loop/concluding",
  "loop/concluded",
  "loop/finalized",
  "loop/finalizer-removed",
  "source/resolved",
  "source/fetched",
  "artifact/packed",
  "artifact/stored",
  "artifact/collected",
  "artifact/removed",
  "kustomize/source-read",
  "kustomize/fetched",
  "kustomize/built",
  "kustomize/checked",
  "kustomize/inventory-announced",
  "kustomize/applied",
  "kustomize/pruned",
  "kustomize/healthy",
  "apply/taken-over",
  "apply/deleted-for-replacement",
  "apply/written",
  "apply/stage-written",
  "apply/stage-ready",
  "prune/looked",
  "prune/deleted",
] as const;

export type Checkpoint = (typeof checkpoints)[number];

/** Says that the process has come this far. It does not return when the process is to end here. */
export type ReachCheckpoint = (checkpoint: Checkpoint) => void;

/** Nobody is told. */
export const passCheckpoint: ReachCheckpoint = () => {};
