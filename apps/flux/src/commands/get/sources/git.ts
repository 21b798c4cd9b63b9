import { gitRepository } from "../../../kinds/git-repository.ts";
import { getCommand } from "../get.ts";

export const getGitSources = getCommand(gitRepository);
