import { kustomization } from "../../kinds/kustomization.ts";
import { suspendCommand } from "./suspend.ts";

export const suspendKustomization = suspendCommand(kustomization);
