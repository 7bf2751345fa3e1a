import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from './answer-questions.ts';
import type { ShopCounts } from './shop-counts.ts';

/**
 * A minimal shop: the three calls of SHOPLINE's API that the benchmark needs. Over real HTTP, without rules, limits or
 * a log. It runs in its own process, so that no contestant's CPU time includes it.
 */
const ids = new Map<string, string>();
let latencyMs = 0;
let counts = { searches: 0, creates: 0, updates: 0, doubles: 0 };

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
  if (method === 'GET') return search(new URLSearchParams(url.slice(url.indexOf('?'))));
  if (method === 'POST') return create((JSON.parse(text) as { readonly email: string }).email);
  counts.updates += 1;
  JSON.parse(text);
  return { status: 200, body: `{"id":"${/customers\/(\w+)/.exec(url)?.[1] ?? ''}"}` };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

function search(query: URLSearchParams): { status: number; body: string } {
  counts.searches += 1;
  const email = query.get('email') ?? '';
  const id = ids.get(email);
  const items = id === undefined ? [] : [{ id, email, mobile_phone: null, phones: [] }];
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

function create(email: string): { status: number; body: string } {
  counts.creates += 1;
  if (ids.has(email)) counts.doubles += 1;
  const id = ids.get(email) ?? objectId(ids.size);
  ids.set(email, id);
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
      counts = { searches: 0, creates: 0, updates: 0, doubles: 0 };
      return since;
    },
  });
});
