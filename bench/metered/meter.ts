import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Requests to one AWS service, counted like its bill. */
export interface Metered {
  /** By operation; for a single ledger item also by its kind: `UpdateItem contact`. */
  readonly requests: Readonly<Record<string, number>>;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** A counting proxy in front of an embedded AWS service. */
export interface Meter {
  readonly url: string;
  /** The counts since the last call. */
  take(): Metered;
  close(): Promise<void>;
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

interface Input {
  readonly Key?: Keyed;
  readonly Item?: Keyed;
}
interface Keyed {
  readonly pk: { readonly S: string };
}

interface Answer {
  readonly ConsumedCapacity?: Capacity | readonly Capacity[];
}
interface Capacity {
  readonly CapacityUnits?: number;
}

export async function openMeter(endpoint: string): Promise<Meter> {
  let requests: Record<string, number> = {};
  const units = { read: 0, write: 0 };
  const count = (operation: string, input: Input, { ConsumedCapacity = [] }: Answer): void => {
    const [kind] = (input.Key ?? input.Item)?.pk.S.split('#') ?? [];
    const name = kind === undefined ? operation : `${operation} ${kind}`;
    requests[name] = (requests[name] ?? 0) + 1;
    for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) {
      units[WRITES.has(operation) ? 'write' : 'read'] += CapacityUnits;
    }
  };
  const serve = async (request: IncomingMessage): Promise<{ status: number; body: string }> => {
    const target = String(request.headers['x-amz-target']);
    const input = JSON.parse(await text(request)) as Input;
    // Asks for the consumed capacity as well; the embedded service checks no signature of the body.
    const asks = target.startsWith('DynamoDB') && { ReturnConsumedCapacity: 'TOTAL' };
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: forwarded(request, target),
      body: JSON.stringify({ ...input, ...asks }),
    });
    const body = await answer.text();
    count(target.split('.').at(-1) ?? target, input, JSON.parse(body) as Answer);
    return { status: answer.status, body };
  };
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { status, body } = await serve(request);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    };
    answer().catch(() => request.socket.destroy());
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    take: () => {
      const taken = { requests, readUnits: units.read, writeUnits: units.write };
      requests = {};
      Object.assign(units, { read: 0, write: 0 });
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const forwarded = ({ headers }: IncomingMessage, target: string): Record<string, string> => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': target,
  authorization: String(headers.authorization),
  'x-amz-date': String(headers['x-amz-date']),
});
