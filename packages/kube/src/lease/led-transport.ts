import { KubeError } from "../errors.ts";
import type { ApiRequest, Transport } from "../transport.ts";
import type { HeldLease } from "./lease.ts";

/**
 * A transport that works while all the leases are held. From the moment on that one may be another's, requests under
 * way are broken off and no other is sent: whatever still runs, two leaders never write.
 */
export function createLedTransport(
  transport: Transport,
  leases: readonly Pick<HeldLease, "lost" | "isHeld">[],
): Transport {
  const lost = AbortSignal.any(leases.map((lease) => lease.lost));
  const admit = (request: ApiRequest): ApiRequest => {
    lost.throwIfAborted();
    if (!leases.every((lease) => lease.isHeld())) throw new KubeError("lease-lost", "Lost a lease: its time is over");
    return { ...request, signal: request.signal ? AbortSignal.any([request.signal, lost]) : lost };
  };
  return {
    send: async (request) => await transport.send(admit(request)),
    watch: async (request) => await transport.watch(admit(request)),
    close: () => transport.close(),
  };
}
