import { gitRepository } from "../../../kinds/git-repository.ts";
import { resumeCommand } from "../resume.ts";

export const resumeGitSource = resumeCommand(gitRepository);
