import { createApiServer } from "@flux-ts/apiserver";
import { runDriftContract } from "./contract.ts";

runDriftContract(() => Promise.resolve(createApiServer()));
