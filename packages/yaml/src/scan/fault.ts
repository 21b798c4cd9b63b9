import type { Mark } from "./cursor.ts";

/** The stage that found the fault; go-yaml counts lines differently in each. */
export type FaultStage = "reader" | "scanner" | "parser";

/** A syntax fault, before it is known how the caller wants lines counted. */
export class SyntaxFault extends Error {
  readonly stage: FaultStage;
  readonly problem: Mark;
  /** Where the construct that failed began. */
  readonly context: Mark;

  constructor(stage: FaultStage, message: string, marks: { problem: Mark; context: Mark }) {
    super(message);
    this.stage = stage;
    this.problem = marks.problem;
    this.context = marks.context;
  }
}
