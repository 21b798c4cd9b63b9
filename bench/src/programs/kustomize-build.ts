// Builds folders as `kustomize build` does: prints what it built. Input: the root of a tree and folders below it.
import { build, emit } from "@flux-ts/kustomize";
import { diskTree } from "../kustomize/disk-tree.ts";
import { programInput } from "./run.ts";

const { root, folders } = programInput() as { readonly root: string; readonly folders: readonly string[] };
const tree = diskTree(root);
for (const folder of folders) process.stdout.write(emit(build(tree, folder, { reorder: "legacy" }).resources));
