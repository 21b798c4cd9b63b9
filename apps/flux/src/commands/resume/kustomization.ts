import { kustomization } from "../../kinds/kustomization.ts";
import { resumeCommand } from "./resume.ts";

export const resumeKustomization = resumeCommand(kustomization);
