import type { ApiRequest, ApiResponse, ApiStream, Transport } from "../transport.ts";

/** A transport that a function answers. It keeps what was asked. */
export interface FakeTransport extends Transport {
  readonly requests: readonly ApiRequest[];
}

export function createFakeTransport(
  answer: (request: ApiRequest) => ApiResponse | ApiStream | Promise<ApiResponse | ApiStream>,
): FakeTransport {
  const requests: ApiRequest[] = [];
  const ask = async (request: ApiRequest): Promise<ApiResponse | ApiStream> => {
    requests.push(request);
    return answer(request);
  };
  return {
    requests,
    async send(request) {
      const response = await ask(request);
      if ("events" in response) throw new TypeError(`The fake answered "${request.path}" with a stream`);
      return response;
    },
    watch: ask,
    close: () => Promise.resolve(),
  };
}
