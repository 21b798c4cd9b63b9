import { runApplyContract } from "../../packages/apply/test/contract.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runApplyContract(startKubernetes);
