import type { Writer } from "../../output/printer.ts";
import type { Fleet, Member } from "../fleet/fleet.ts";
import type { FleetView } from "./view.ts";
import { detailOf, marks } from "./words.ts";

/** One line per change of a member, for logs and programs: `MARK NAME PHASE: DETAIL`. */
export class PlainView implements FleetView {
  readonly #out: Writer;
  #said: ReadonlyMap<string, string> = new Map();

  constructor(out: Writer) {
    this.#out = out;
  }

  show(fleet: Fleet): void {
    const lines = new Map(fleet.map((member) => [member.name, lineOf(member)]));
    const removed = [...this.#said.keys()].filter((name) => !lines.has(name));
    const changed = [...lines].filter(([name, line]) => this.#said.get(name) !== line);
    this.#said = lines;
    this.print([...removed.map((name) => `► ${name} removed`), ...changed.map(([, line]) => line)]);
  }

  print(lines: readonly string[]): void {
    for (const line of lines) this.#out.write(`${line}\n`);
  }

  [Symbol.dispose](): void {}
}

function lineOf(member: Member): string {
  const detail = detailOf(member).trimEnd().replaceAll("\n", " ");
  return `${marks[member.phase]} ${member.name} ${member.phase}: ${detail}`;
}
