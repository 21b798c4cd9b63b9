/** Fakes for tests of reconcilers and of the loop itself. @module */
export { FakeClock } from "./testing/fake-clock.ts";
