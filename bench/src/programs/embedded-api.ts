// Serves the embedded API over HTTP until it is told to stop. Prints where.
import { createApiServer } from "@flux-ts/apiserver";
import { programInput } from "./run.ts";

const { token } = programInput() as { readonly token: string };
const server = createApiServer({ tokens: [{ token, user: "admin", groups: ["system:masters"] }] });
const { url } = await server.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${url}\n`);
