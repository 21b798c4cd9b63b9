import { createApiServer } from "@flux-ts/apiserver";
import { runQuietContract } from "./contract.ts";

runQuietContract(() => Promise.resolve(createApiServer()));
