import { gitRepository } from "../../../kinds/git-repository.ts";
import { suspendCommand } from "../suspend.ts";

export const suspendGitSource = suspendCommand(gitRepository);
