import { fileURLToPath } from "node:url";
import { defineCommand } from "../program/command.ts";
import { startFlags } from "../start/flags.ts";
import { runStart } from "../start/run.ts";
import { settingsOf } from "../start/settings.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

export const start = defineCommand({
  flags: startFlags,
  run: async ({ flags, globals, env, printer, stdout, signal }) => {
    const settings = settingsOf(flags, { env, root });
    try {
      await runStart(settings, { stdout, printer, timeoutMs: globals.timeout, signal });
    } catch (error) {
      // Ctrl-C is the way to end it, not a failure; only who waits for the outcome has not got it.
      if (!signal.aborted || settings.once) throw error;
    }
  },
});
