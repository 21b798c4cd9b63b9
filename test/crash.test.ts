import { runCrashContract } from "./crash/contract.ts";
import { openEmbedded } from "./crash/embedded.ts";

runCrashContract(openEmbedded);
