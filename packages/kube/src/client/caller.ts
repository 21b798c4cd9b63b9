import type { Clock } from "../clock.ts";
import { type ApiError, KubeError } from "../errors.ts";
import type { ApiHeaders, ApiRequest, ApiResponse, ApiStream, Transport } from "../transport.ts";
import { errorOf, warningsOf } from "./answer.ts";
import type { Impersonation } from "./client.ts";

export const applyContentType = "application/apply-patch+yaml";

const maxRetries = 10;
/** A server that asks for more patience than this gets no retry: whoever called decides. */
const maxRetryAfterMs = 30_000;
const lostConnectionDelayMs = 100;

export interface CallerOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly identity?: Impersonation;
  readonly onWarning?: (warning: string) => void;
}

/** Sends requests as one identity; failure codes become errors, shed requests are repeated. */
export class Caller {
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  with(changes: Partial<CallerOptions>): Caller {
    return new Caller({ ...this.#options, ...changes });
  }

  get transport(): Transport {
    return this.#options.transport;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  call(request: ApiRequest): Promise<ApiResponse> {
    return this.#retrying(request, (prepared) => this.transport.send(prepared));
  }

  async open(request: ApiRequest): Promise<ApiStream> {
    const answer = await this.#retrying(request, (prepared) => this.transport.watch(prepared));
    if ("events" in answer) return answer;
    throw new KubeError("bad-answer", `The server did not open a stream at "${request.path}"`);
  }

  async #retrying<A extends ApiResponse | ApiStream>(
    request: ApiRequest,
    send: (request: ApiRequest) => Promise<A>,
  ): Promise<A> {
    const prepared = { ...request, headers: { ...this.#headers(), ...request.headers } };
    for (let retries = 0; ; retries++) {
      const outcome = await this.#attempt(prepared, send);
      if (!(outcome instanceof Error)) return outcome;
      const delayMs = retries < maxRetries ? retryDelay(outcome, prepared, retries) : undefined;
      if (delayMs === undefined) throw outcome;
      await this.clock.sleep(delayMs, request.signal);
    }
  }

  /** One try: the answer, or the error if it is one that a retry may help against. */
  async #attempt<A extends ApiResponse | ApiStream>(
    request: ApiRequest,
    send: (request: ApiRequest) => Promise<A>,
  ): Promise<A | ApiError | KubeError> {
    try {
      request.signal?.throwIfAborted();
      const answer = await send(request);
      for (const warning of warningsOf(answer.headers)) this.#options.onWarning?.(warning);
      return answer.status < 400 || "events" in answer ? answer : errorOf(answer);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof KubeError) return error;
      throw error;
    }
  }

  #headers(): ApiHeaders {
    const { userAgent, identity } = this.#options;
    return { "user-agent": userAgent, ...(identity && impersonationHeaders(identity)) };
  }
}

function retryDelay(error: ApiError | KubeError, request: ApiRequest, retries: number): number | undefined {
  if (error instanceof KubeError) {
    // A server that closes an idle connection may do so while a request is on its way.
    return error.code === "connection-lost" && isRepeatable(request) && retries < 2 ? lostConnectionDelayMs : undefined;
  }
  const { code, retryAfterMs } = error;
  const shed = code === 429 || code >= 500;
  return shed && retryAfterMs !== undefined && retryAfterMs <= maxRetryAfterMs ? retryAfterMs : undefined;
}

/** Whether doing it twice is doing it once. */
function isRepeatable({ method, headers }: ApiRequest): boolean {
  return method === "GET" || method === "HEAD" || headers?.["content-type"] === applyContentType;
}

function impersonationHeaders({ user, groups, uid, extra }: Impersonation): ApiHeaders {
  const extras = Object.entries(extra ?? {}).map(
    ([key, values]) => [`impersonate-extra-${encodeURIComponent(key.toLowerCase()).toLowerCase()}`, values] as const,
  );
  return {
    "impersonate-user": user,
    ...(groups && groups.length > 0 && { "impersonate-group": groups }),
    ...(uid !== undefined && { "impersonate-uid": uid }),
    ...Object.fromEntries(extras),
  };
}
