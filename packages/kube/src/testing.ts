/** What tests of this package and of those that use it need: fakes, and a proxy that makes trouble. @module */
export { createManualClock } from "./testing/clock.ts";
export type { ManualClock } from "./testing/clock.ts";

export { createFakeTransport } from "./testing/fake-transport.ts";
export type { FakeTransport } from "./testing/fake-transport.ts";

export { startApiProxy } from "./testing/proxy.ts";
export type { ApiProxy, ApiProxyOptions } from "./testing/proxy.ts";

export { isPassedOn, isWatch, isWrite } from "./testing/proxied.ts";
export type { Mishap, ProxiedRequest, RelayedRequest } from "./testing/proxied.ts";
