import type { GitCredentials, GitReference } from "@flux-ts/git";
import { unreachable } from "@flux-ts/base";
import type { StartSettings } from "../settings.ts";
import { serveFolder } from "./folder.ts";
import { openRemote } from "./remote.ts";
import { serveSample } from "./sample.ts";

/** A repository that the cluster can fetch. */
export interface FleetRepository extends AsyncDisposable {
  readonly url: string;
  readonly reference: GitReference;
  readonly credentials?: GitCredentials | undefined;
  /** What the user does to change the fleet. */
  readonly advice: readonly string[];
}

export interface ServeOptions {
  readonly port: number;
  /** Called when the repository has changed. Changes of remote repositories are found by the source controller. */
  readonly onChange: () => void;
  /** Called when changes can no longer be seen. */
  readonly onError: (error: Error) => void;
  readonly signal: AbortSignal;
}

/** Makes the repository of the settings reachable. @throws CommandError or GitError when there is none. */
export async function openRepository(settings: StartSettings, options: ServeOptions): Promise<FleetRepository> {
  const { origin, reference, folder } = settings;
  switch (origin.kind) {
    case "sample":
      return serveSample({ root: folder, reference }, options);
    case "folder":
      return serveFolder({ root: folder, folder: origin.folder, reference }, options);
    case "remote":
      return openRemote(origin, reference, options.signal);
    default:
      return unreachable(origin);
  }
}
