// Serves the embedded API over HTTP until it is told to stop. Prints where.
import { createApiServer, openDurableStore } from "@flux-ts/apiserver";
import { programInput } from "./run.ts";

interface Input {
  readonly token: string;
  /** Where the state is kept. @default in memory */
  readonly folder?: string;
  /** Without them it is only an API, as a kube-apiserver is. */
  readonly controllers: boolean;
}

async function serve({ token, folder, controllers }: Input): Promise<void> {
  const kept = folder === undefined ? {} : { store: (await openDurableStore({ folder })).store };
  const tokens = [{ token, user: "admin", groups: ["system:masters"] }];
  const server = createApiServer({ ...kept, controllers, tokens });
  const { url } = await server.listen({ host: "127.0.0.1", port: 0 });
  process.stdout.write(`${url}\n`);
}

void serve(programInput() as Input);
