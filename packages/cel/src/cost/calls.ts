import type { CallCosts } from "../interpret/step.ts";

/** What calls cost. */
export const callCosts: CallCosts = new Map();
