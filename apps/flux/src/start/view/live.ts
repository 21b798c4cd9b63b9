import { styleText } from "node:util";
import { shortenDigests } from "../../output/hex.ts";
import type { Writer } from "../../output/printer.ts";
import { isReady } from "../fleet/fleet.ts";
import type { Fleet, Member, Phase } from "../fleet/fleet.ts";
import type { FleetView } from "./view.ts";
import { detailOf, marks } from "./words.ts";

const frames = Array.from("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏");
const frameMs = 100;
const eraseBelow = "\u001b[0J";

/**
 * A block of lines at the bottom of a terminal, redrawn while the fleet is at work. When it is ready its last state
 * stays, and the next change begins a new block.
 */
export class LiveView implements FleetView {
  readonly #terminal: Writer;
  #fleet: Fleet = [];
  /** Lines of the block that is being redrawn. */
  #height = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Writer) {
    this.#terminal = terminal;
  }

  show(fleet: Fleet): void {
    const begins = this.#timer === undefined;
    if (begins && isReady(fleet) && sameText(fleet, this.#fleet)) return;
    this.#fleet = fleet;
    if (isReady(fleet)) return this.#settle();
    this.#timer ??= setInterval(() => this.#tick(), frameMs);
    if (begins) this.#draw();
  }

  print(lines: readonly string[]): void {
    this.#erase();
    for (const line of lines) this.#terminal.write(`${line}\n`);
    if (this.#timer !== undefined) this.#draw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #settle(): void {
    this[Symbol.dispose]();
    this.#draw();
    this.#height = 0;
  }

  #tick(): void {
    this.#frame += 1;
    this.#draw();
  }

  #draw(): void {
    const lines = this.#lines();
    this.#erase();
    for (const line of lines) this.#terminal.write(`${line}\n`);
    this.#height = lines.length;
  }

  /** As many lines as the terminal can take back: what is not ready comes first when there are too many. */
  #lines(): string[] {
    // Terminals without a size say 0.
    const columns = this.#terminal.columns || 80;
    const rows = this.#terminal.rows || 24;
    const width = Math.max(0, ...this.#fleet.map(({ name }) => name.length));
    const lineOf = (member: Member): string => {
      const text = `${member.name.padEnd(width)}  ${shortenDigests(detailOf(member)).replaceAll("\n", " ")}`;
      return `${this.#markOf(member)} ${cut(text, columns - 3)}`;
    };
    const room = Math.max(1, rows - 2);
    if (this.#fleet.length <= room) return this.#fleet.map(lineOf);
    const sorted = this.#fleet.toSorted((a, b) => Number(a.phase === "ready") - Number(b.phase === "ready"));
    return [...sorted.slice(0, room - 1).map(lineOf), `  and ${sorted.length - room + 1} more`];
  }

  #erase(): void {
    if (this.#height > 0) this.#terminal.write(`\u001b[${this.#height}A${eraseBelow}`);
    this.#height = 0;
  }

  #markOf({ phase }: Member): string {
    const mark = phase === "progressing" ? (frames[this.#frame % frames.length] ?? "") : marks[phase];
    return styleText(colors[phase], mark);
  }
}

const colors = {
  ready: "green",
  progressing: "cyan",
  waiting: "dim",
  failed: "red",
  stalled: "red",
  suspended: "yellow",
} as const satisfies { readonly [phase in Phase]: string };

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function sameText(a: Fleet, b: Fleet): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
