import { runChaosContract } from "./chaos/contract.ts";
import { openEmbedded } from "./crash/embedded.ts";

runChaosContract(openEmbedded);
