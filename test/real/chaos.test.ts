import { runChaosContract } from "../chaos/contract.ts";
import { serverTroubles, troubles } from "../chaos/troubles.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runChaosContract(startKubernetes, { ...troubles, ...serverTroubles });
