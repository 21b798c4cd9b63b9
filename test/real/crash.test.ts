import { describe } from "vitest";
import { runCrashContract, runTakenBackContract } from "../crash/contract.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

describe("what Git says stays", () => {
  runCrashContract(startKubernetes);
});

describe("what Git says is taken back", () => {
  runTakenBackContract(startKubernetes);
});
