import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/**
 * Runs a program of this folder in a process of its own, so that its CPU time and memory are its own, too. It takes
 * its input as JSON and prints its result as JSON.
 *
 * @throws Error when the program fails.
 */
export async function runProgram<T>(name: string, input: object): Promise<T> {
  const child = spawn(process.execPath, [programPath(name), JSON.stringify(input)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit") as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`${name} ended with ${code ?? child.signalCode}`);
  return JSON.parse(output) as T;
}

export function programPath(name: string): string {
  return fileURLToPath(new URL(`${name}.ts`, import.meta.url));
}

/** The input of the program that calls this, as {@link runProgram} was given it. */
export function programInput(): unknown {
  return JSON.parse(process.argv[2] ?? "{}");
}
