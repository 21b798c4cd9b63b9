// Serves the embedded API over HTTP until it is told to stop. Prints where.
import { createApiServer, openDurableStore } from "@flux-ts/apiserver";
import { programInput } from "./run.ts";

/** `folder` keeps the state; without `controllers` it is only an API, as a kube-apiserver is. */
const {
  token,
  folder,
  controllers = true,
} = programInput() as {
  readonly token: string;
  readonly folder?: string;
  readonly controllers?: boolean;
};
const kept = folder === undefined ? {} : { store: (await openDurableStore({ folder })).store };
const tokens = [{ token, user: "admin", groups: ["system:masters"] }];
const server = createApiServer({ ...kept, controllers, tokens });
const { url } = await server.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${url}\n`);
