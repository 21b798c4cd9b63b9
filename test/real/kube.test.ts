import { runClientContract } from "../../packages/kube/test/contract/client-contract.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runClientContract(startKubernetes);
