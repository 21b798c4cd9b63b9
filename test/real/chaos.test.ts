import { runChaosContract } from "../chaos/contract.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runChaosContract(startKubernetes);
