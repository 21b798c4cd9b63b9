import type { Fleet, Member, Phase } from "../fleet/fleet.ts";

export const marks: { readonly [phase in Phase]: string } = {
  ready: "✔",
  progressing: "►",
  waiting: "◎",
  failed: "✗",
  stalled: "✗",
  suspended: "◎",
};

/** What there is to say of a member besides its name and phase. */
export function detailOf({ phase, revision, reason, message, objects }: Member): string {
  switch (phase) {
    case "ready":
      return objects === undefined ? revision : `${revision} (${count(objects, "object")})`;
    case "failed":
    case "stalled":
      return `${reason}: ${message}`;
    case "progressing":
    case "waiting":
      return message;
    case "suspended":
      return "left alone until it is resumed";
  }
}

/** `1 source, 3 Kustomizations, 9 objects`. */
export function summaryOf(fleet: Fleet): string {
  const kustomizations = fleet.filter(({ objects }) => objects !== undefined);
  const objects = kustomizations.reduce((sum, { objects = 0 }) => sum + objects, 0);
  return [
    count(fleet.length - kustomizations.length, "source"),
    count(kustomizations.length, "Kustomization"),
    count(objects, "object"),
  ].join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
