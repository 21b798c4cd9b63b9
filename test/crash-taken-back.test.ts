import { runTakenBackContract } from "./crash/contract.ts";
import { openEmbedded } from "./crash/embedded.ts";

runTakenBackContract(openEmbedded);
