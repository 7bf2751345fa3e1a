import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One call in AWS' JSON protocol. */
interface AwsCall {
  /** Service and operation as on the wire: `AmazonSQS.SendMessageBatch`. */
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Decides about one call: `forward` sends this or another input to the service and gives its answer.
 * `reset` closes the connection without an answer.
 */
type Intercept = (
  call: AwsCall,
  forward: (input?: object) => Promise<Record<string, unknown>>,
) => Promise<object | 'reset'>;

/** A proxy before an embedded AWS service. It forwards every call unless a test decides otherwise. */
export interface AwsProxy {
  readonly url: string;
  /** Every call since the last `reset`, in order. */
  readonly calls: () => readonly AwsCall[];
  set(intercept: Intercept): void;
  /** Forwards everything again and drops the recorded calls. */
  reset(): void;
  close(): Promise<void>;
}

const passOn: Intercept = (_, forward) => forward();

export async function openAwsProxy(endpoint: string): Promise<AwsProxy> {
  let intercept = passOn;
  let calls: AwsCall[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const input = JSON.parse(await text(request)) as AwsCall['input'];
    const call = { target: String(request.headers['x-amz-target']), input };
    calls.push(call);
    let status = 200;
    const forward = async (other: object = input): Promise<Record<string, unknown>> => {
      const answer = await fetch(endpoint, { ...forwarded(request), body: JSON.stringify(other) });
      status = answer.status;
      return (await answer.json()) as Record<string, unknown>;
    };
    const answer = await intercept(call, forward);
    if (answer === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.resetAndDestroy());
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    set: (next) => void (intercept = next),
    reset: () => {
      intercept = passOn;
      calls = [];
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function forwarded({ headers }: IncomingMessage): RequestInit {
  const names = ['content-type', 'x-amz-target', 'authorization', 'x-amz-date'];
  return {
    method: 'POST',
    headers: Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')])),
  };
}
