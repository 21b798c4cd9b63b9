/** What Git itself needs: left out whatever the rules of the user are, unless they take it back. */
export const gitFiles = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];

/** Left out as long as the user has no rules: media, packages, and the settings of tools that do not belong to a cluster. */
export const otherFiles = [
  "*.jpg",
  "*.jpeg",
  "*.gif",
  "*.png",
  "*.wmv",
  "*.flv",
  "*.tar.gz",
  "*.zip",
  ".github/",
  ".circleci/",
  ".travis.yml",
  ".gitlab-ci.yml",
  "appveyor.yml",
  ".drone.yml",
  "cloudbuild.yaml",
  "codeship-services.yml",
  "codeship-steps.yml",
  "**/.goreleaser.yml",
  "**/.sops.yaml",
  "**/.flux.yaml",
];
