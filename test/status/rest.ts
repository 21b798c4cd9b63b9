import type { Client, ObjectKey } from "@flux-ts/kube";

/** How long nothing happens before nothing more is expected to happen. */
const quietMs = 1500;

/** Resolves when nothing has happened to an object for a while: a run may end in several writes. */
export async function untilAtRest(client: Client, { name, ...target }: ObjectKey): Promise<void> {
  const quiet = new AbortController();
  const start = (): NodeJS.Timeout => setTimeout(() => quiet.abort(), quietMs);
  let timer = start();
  try {
    const watch = client.watch(target, { fieldSelector: `metadata.name=${name}`, signal: quiet.signal });
    for await (const _event of watch) {
      clearTimeout(timer);
      timer = start();
    }
  } catch (error) {
    if (!quiet.signal.aborted) throw error;
  }
}
