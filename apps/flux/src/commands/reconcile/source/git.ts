import { gitRepository } from "../../../kinds/git-repository.ts";
import { reconcileCommand } from "../reconcile.ts";

export const reconcileGitSource = reconcileCommand(gitRepository);
