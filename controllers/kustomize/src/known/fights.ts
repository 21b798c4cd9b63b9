import type { Loss } from "@flux-ts/apply";

/** A field that somebody takes again and again. */
export interface Fight {
  /** Id of the object. */
  readonly id: string;
  readonly field: string;
  readonly manager: string;
  /** Corrections within the window. */
  readonly times: number;
  /** The next correction that nobody asks for comes no earlier, in milliseconds since the epoch. */
  readonly until: number;
}

interface Correction {
  readonly at: number;
  readonly losses: readonly Loss[];
}

interface Quarrel {
  readonly corrections: readonly Correction[];
  /** How often in a row the correction had to be put off. */
  readonly level: number;
  readonly until: number;
}

const windowMs = 600_000;
const tolerated = 3;
const firstPauseMs = 30_000;

/**
 * Damps corrections: what is retaken three times in ten minutes is corrected more and more rarely, down to once an
 * interval, which is how often upstream does it. An autoscaler or an injector must never meet a faster opponent.
 */
export class Fights {
  readonly #quarrels = new Map<string, Map<string, Quarrel>>();

  /** A correction was made. Gives the fights that begin with it. */
  note(owner: string, { id, losses, now, intervalMs }: CorrectionNote): readonly Fight[] {
    const quarrels = this.#quarrels.get(owner) ?? new Map<string, Quarrel>();
    this.#quarrels.set(owner, quarrels);
    const old = quarrels.get(id);
    const isOver = old !== undefined && old.level > 0 && now > old.until + windowMs;
    const known = old === undefined || isOver ? { corrections: [], level: 0, until: 0 } : old;
    // During a fight corrections are further apart: all of it counts.
    const recent = known.corrections.filter(({ at }) => known.level > 0 || at > now - windowMs);
    const corrections = [...recent, { at: now, losses }].slice(-2 * tolerated);
    const isFight = known.level > 0 || losses.some((loss) => countOf(corrections, loss) >= tolerated);
    const level = isFight ? known.level + 1 : 0;
    const pause = Math.min(intervalMs, firstPauseMs * 2 ** (level - 1));
    quarrels.set(id, { corrections, level, until: isFight ? now + pause : 0 });
    return level === 1 ? this.of(owner, now).filter((fight) => fight.id === id) : [];
  }

  /** Whether a correction that nobody asks for has to wait. */
  isHeld(owner: string, id: string, now: number): boolean {
    return (this.#quarrels.get(owner)?.get(id)?.until ?? 0) > now;
  }

  /** The fights that go on: one for each field. */
  of(owner: string, now: number): readonly Fight[] {
    const fights: Fight[] = [];
    for (const [id, { corrections, level, until }] of this.#quarrels.get(owner) ?? []) {
      if (level === 0 || now > until + windowMs) continue;
      for (const loss of corrections.at(-1)?.losses ?? []) {
        const times = countOf(corrections, loss);
        if (times > 1) fights.push({ id, ...loss, times, until });
      }
    }
    return fights;
  }

  forget(owner: string): void {
    this.#quarrels.delete(owner);
  }
}

export interface CorrectionNote {
  readonly id: string;
  readonly losses: readonly Loss[];
  readonly now: number;
  readonly intervalMs: number;
}

function countOf(corrections: readonly Correction[], { field, manager }: Loss): number {
  return corrections.filter(({ losses }) => losses.some((loss) => loss.field === field && loss.manager === manager))
    .length;
}
