import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from './answer-questions.ts';
import type { ShopCounts } from './shop-counts.ts';

/**
 * A minimal shop: the four calls of SHOPLINE's API that the benchmark needs. Over real HTTP, without rules, limits or
 * a log. It runs in its own process, so that no contestant's CPU time includes it.
 */
const ids = new Map<string, string>();
const customers = new Map<string, Customer>();
let latencyMs = 0;
const NONE = { searches: 0, reads: 0, creates: 0, updates: 0, doubles: 0 };
let counts = { ...NONE };

/** The fields that the relay asks for. */
interface Customer {
  readonly id: string;
  readonly email: string;
  readonly is_subscribed_marketing_email: boolean;
  readonly updated_at: string;
}

interface Body {
  readonly email?: string;
  readonly is_subscribed_marketing_email?: boolean;
}

const server = createServer((request, response) => {
  void serve(request, response);
});
server.keepAliveTimeout = 120_000;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(request);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
  const { method, url = '' } = request;
  const text = await read(request);
  if (latencyMs > 0) await sleep(latencyMs);
  const [path = '', query] = url.split('?');
  if (path.endsWith('/search')) return search(new URLSearchParams(query));
  if (method === 'POST') return create(JSON.parse(text) as Body);
  const id = path.slice(path.lastIndexOf('/') + 1);
  if (method === 'GET') {
    counts.reads += 1;
    return { status: 200, body: JSON.stringify(customers.get(id) ?? {}) };
  }
  counts.updates += 1;
  put(id, JSON.parse(text) as Body);
  return { status: 200, body: `{"id":"${id}"}` };
}

function put(id: string, { email, is_subscribed_marketing_email: isSubscribed }: Body): void {
  const before = customers.get(id);
  customers.set(id, {
    id,
    email: email ?? before?.email ?? '',
    is_subscribed_marketing_email: isSubscribed ?? before?.is_subscribed_marketing_email ?? false,
    updated_at: new Date().toISOString(),
  });
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

function search(query: URLSearchParams): { status: number; body: string } {
  counts.searches += 1;
  // The relay searches by `query`, the other contestants by the exact filter.
  const id = ids.get(query.get('query') ?? query.get('email') ?? '');
  const items = id === undefined ? [] : [{ ...customers.get(id), mobile_phone: null, phones: [] }];
  return {
    status: 200,
    body: JSON.stringify({ items, pagination: { total_count: items.length } }),
  };
}

/** SHOPLINE's limit of creates per second; its ids begin with their second. */
const CREATED_IN_A_SECOND = 20;
const STARTED = Math.floor(Date.now() / 1_000);

const objectId = (count: number): string => {
  const second = STARTED + Math.floor(count / CREATED_IN_A_SECOND);
  return second.toString(16) + count.toString(16).padStart(16, '0');
};

function create(body: Body): { status: number; body: string } {
  const { email = '' } = body;
  counts.creates += 1;
  if (ids.has(email)) counts.doubles += 1;
  const id = ids.get(email) ?? objectId(ids.size);
  ids.set(email, id);
  put(id, body);
  return { status: 201, body: `{"id":"${id}"}` };
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answerQuestions({
    address: () => `http://127.0.0.1:${port}/v1`,
    latency: ({ ms }: { readonly ms: number }) => void (latencyMs = ms),
    /** The calls since the last question. */
    counts: (): ShopCounts => {
      const since = counts;
      counts = { ...NONE };
      return since;
    },
  });
});
