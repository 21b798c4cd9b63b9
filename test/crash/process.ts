import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Checkpoint } from "@flux-ts/base";
import type { Ending, Order, Report, Start } from "./messages.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

/** Flux in a process of its own. */
export class FluxProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #reached: Checkpoint[] = [];
  #failure: string | undefined;
  readonly #log: string[] = [];

  /** @param cache folder where compiled code is kept, so that the next process starts sooner. */
  constructor(cache: string) {
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    this.#child = fork(main, { env, serialization: "json", stdio: ["ignore", "inherit", "pipe", "ipc"] });
    this.#child.stderr?.on("data", (chunk: Buffer) => this.#log.push(chunk.toString("utf8")));
    this.#ended = once(this.#child, "exit");
    this.#child.on("message", (report: Report) => {
      if (report.tell === "reached") this.#reached.push(report.checkpoint);
      if (report.tell === "failed") this.#failure = report.message;
    });
  }

  /** Everything it has said. */
  get log(): string {
    return this.#log.join("");
  }

  /** The checkpoints it has come to since it was armed, in order. */
  get reached(): readonly Checkpoint[] {
    return this.#reached;
  }

  /** Resolves when it has come to the checkpoint so many times since it was armed or started. */
  async untilReached(checkpoint: Checkpoint, times: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.#reached.filter((other) => other === checkpoint).length >= times) resolve();
    };
    this.#child.on("message", look);
    void this.#ended.then(() => reject(new Error(`Flux ended before it came to ${checkpoint}`)));
    look();
    await promise.finally(() => this.#child.off("message", look));
  }

  /** Resolves when Flux knows everything there is. */
  async start(start: Start): Promise<void> {
    await this.#order({ do: "start", start }, "synced");
  }

  /** From now on checkpoints count; at the given one the process ends. */
  async arm(ending?: Ending): Promise<void> {
    const armed = this.#order({ do: "arm", ...(ending && { ending }) }, "armed");
    this.#reached = [];
    await armed;
  }

  /** Ends in good order. */
  async stop(): Promise<void> {
    await this.#order({ do: "stop" }, "stopped");
    this.kill();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Resolves when it has ended. @throws when it ended otherwise than by SIGKILL. */
  async ended(): Promise<void> {
    await this.#ended;
    if (this.#child.signalCode !== "SIGKILL") throw new Error(`Flux ended with ${this.#child.exitCode}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#ended;
  }

  async #order(order: Order, answer: Report["tell"]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const listen = (report: Report): void => {
      if (report.tell === answer) resolve();
      if (report.tell === "failed") reject(new Error(report.message));
    };
    this.#child.on("message", listen);
    void this.#ended.then(() => reject(new Error(`Flux ended before it was ${answer}`)));
    this.#child.send(order);
    await promise.finally(() => this.#child.off("message", listen));
    if (this.#failure !== undefined) throw new Error(this.#failure);
  }
}
