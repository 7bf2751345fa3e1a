import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The service that a call goes to. */
export type Target = 'shop' | 'ledger';

/** One HTTP call of the relay, as it went over the wire. */
export interface RecordedCall {
  readonly to: Target;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Numbers that grow with time: when the request came, and when its answer left. */
  readonly sent: number;
  readonly ended: number;
  readonly answer: string;
}

/** Passes calls on and keeps them. */
export interface Recorder {
  /** The address to call instead of the service. */
  readonly urls: Readonly<Record<Target, string>>;
  /** The calls since the last question, in the order of their sending. */
  take(): readonly RecordedCall[];
  close(): Promise<void>;
}

/** @param services the addresses of the services. */
export async function openRecorder(services: Readonly<Record<Target, string>>): Promise<Recorder> {
  let calls: RecordedCall[] = [];
  let tick = 0;
  const open = async (to: Target) => {
    const { origin, pathname } = new URL(services[to]);
    const server = createServer((request, response) => {
      const pass = async (): Promise<void> => {
        const sent = (tick += 1);
        const { method = '', url: path = '' } = request;
        const body = await text(request);
        const headers = ownHeaders(request.headers);
        const answer = await fetch(origin + path, { method, headers, ...(body && { body }) });
        const got = await answer.text();
        const ended = (tick += 1);
        calls.push({ to, method, path, headers, body, sent, ended, answer: got });
        const type = answer.headers.get('content-type') ?? '';
        response.writeHead(answer.status, { 'content-type': type }).end(got);
      };
      pass().catch(() => request.socket.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return { server, url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}` };
  };
  const [shop, ledger] = await Promise.all([open('shop'), open('ledger')]);
  return {
    urls: { shop: shop.url, ledger: ledger.url },
    take: () => {
      const taken = calls.toSorted((a, b) => a.sent - b.sent);
      calls = [];
      return taken;
    },
    close: async () => {
      for (const { server } of [shop, ledger]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** The client adds these itself. */
const OF_THE_CLIENT: ReadonlySet<string> = new Set(['host', 'connection', 'content-length']);

const ownHeaders = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      OF_THE_CLIENT.has(name) ? [] : [[name, String(value)] as const],
    ),
  );
