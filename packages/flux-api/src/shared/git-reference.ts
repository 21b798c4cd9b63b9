import { object, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";

export const gitReference = object(
  {
    branch: optional(string({ description: "Branch to follow. Defaults to master when nothing else is given." })),
    tag: optional(string({ description: "Tag to follow. Takes precedence over branch." })),
    semver: optional(string({ description: "Range of tags to follow, newest first. Takes precedence over tag." })),
    name: optional(string({ description: "Full name of a Git reference. Takes precedence over semver." })),
    commit: optional(string({ description: "Commit to use. Takes precedence over all others." })),
  },
  { description: "What to follow: branch, tag, range of tags, reference or commit." },
);
export type GitRepositoryRef = Infer<typeof gitReference>;
