import { booleanFlag, portFlag, stringFlag } from "../program/flag.ts";

export const startFlags = {
  git: stringFlag("repository to run instead of the sample: an http or https URL, or a local repository"),
  branch: stringFlag("branch to follow; the repository's default branch without it"),
  tag: stringFlag("tag to follow"),
  "tag-semver": stringFlag("range of tags to follow, newest first"),
  commit: stringFlag("commit to run"),
  path: stringFlag('folder of the repository to apply, by default "./" ("./clusters/local" of the sample)'),
  username: stringFlag("user at the Git server, or $GIT_USERNAME"),
  password: stringFlag("password at the Git server, or $GIT_PASSWORD"),
  token: stringFlag("token at the Git server, or $GIT_TOKEN"),
  once: booleanFlag("end when everything is ready (0), or with the reasons when it is not within --timeout (1)"),
  dir: stringFlag(
    "folder for the sample repository, the kubeconfig and the log, by default that of --data, else .flux in the project",
  ),
  data: stringFlag("folder that keeps the cluster between runs; without it the cluster ends with the process"),
  import: stringFlag("YAML file, written with --export, that a new cluster begins with"),
  export: stringFlag("file that the cluster is written to as YAML when the run ends; it holds the Secrets"),
  "client-ca-file": stringFlag(
    "PEM file with certificate authorities: their client certificates say who calls the Kubernetes API",
  ),
  "audit-log-path": stringFlag("file that who asked for what of the Kubernetes API is added to, one event a line"),
  "audit-policy-file": stringFlag(
    "audit.k8s.io/v1 Policy: which requests --audit-log-path gets and how much of them; without it all, and no bodies",
  ),
  "api-port": portFlag("port of the Kubernetes API; 0 is any free one", 16_440),
  "git-port": portFlag("port of the Git server; 0 is any free one", 16_441),
  "artifact-port": portFlag("port of the artifact server; 0 is any free one", 16_442),
};
