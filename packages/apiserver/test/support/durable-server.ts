// Serves the embedded API with its state in a folder, until it is killed. Prints where.
import { createApiServer, openDurableStore } from "@flux-ts/apiserver";

const [folder = "", logLimit = ""] = process.argv.slice(2);
const { store } = await openDurableStore({ folder, logLimit: Number(logLimit) });
const server = createApiServer({ store });
const { url } = await server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
process.stdout.write(`${url}\n`);
