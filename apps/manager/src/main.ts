import { messageOf } from "@flux-ts/base";
import { runManager } from "./command.ts";

// A failure to start is the user's to mend: its message, not its stack.
try {
  await runManager(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
