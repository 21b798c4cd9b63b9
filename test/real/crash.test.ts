import { describe } from "vitest";
import { runCrashContract, runEveryWriteContract, runTakenBackContract } from "../crash/contract.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

describe("what Git says stays", () => {
  runCrashContract(startKubernetes);
});

describe("what Git says is taken back", () => {
  runTakenBackContract(startKubernetes);
});

describe("between any two writes", () => {
  runEveryWriteContract(startKubernetes);
});
