/** A path of the tree, from a folder and what a user wrote. `..` never leads out of the tree. */
export function resolvePath(folder: string, path: string): string {
  const names = folder === "" ? [] : folder.split("/");
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names.join("/");
}
