import { readFileSync } from 'node:fs';
import { Agent, type Dispatcher } from 'undici';
import type { Scores } from '../recorded/record.ts';
import type { Part, ScoredCall } from '../recorded/score.ts';
import type { Round } from '../round.ts';

/**
 * The HTTP calls of signup-relay and nothing else: as many, to shop and ledger, with the same headers and bodies, in the
 * same order of waiting, batch by batch. It parses only the id of a new customer. A signature is sent but not made.
 */
const scores = JSON.parse(readFileSync(process.env['BENCH_SCORES'] ?? '', 'utf8')) as Scores;
const origins = {
  shop: new URL(process.env['SHOP_URL'] ?? '').origin,
  ledger: new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '').origin,
};
const BATCH = 10;

/** As in the product: one client, whose connections stay open. */
const agent = new Agent({ connections: 50, headersTimeout: 0, bodyTimeout: 0, allowH2: false });
const ids = new Map<string, string>();
let { version } = scores;

export async function run({ workload, people }: Round): Promise<void> {
  const { calls, writes } = scores[workload];
  for (let from = 0; from < people.length; from += BATCH) {
    const names = people.slice(from, from + BATCH);
    const done: Promise<void>[] = [];
    for (const call of calls) {
      const waits = call.after.flatMap((place) => done[place] ?? []);
      done.push(Promise.all(waits).then(() => send(call, names)));
    }
    await Promise.all(done);
    version += writes;
  }
}

async function send(call: ScoredCall, names: readonly string[]): Promise<void> {
  const { to, method, path, headers, body, bringsIdOf } = call;
  const answer = await request(bringsIdOf !== undefined, {
    origin: origins[to],
    path: fill(path, names),
    method,
    headers,
    body: body.length === 0 ? null : fill(body, names),
  });
  if (bringsIdOf === undefined) return;
  const { id } = JSON.parse(answer) as { readonly id: string };
  ids.set(names[bringsIdOf] ?? '', id);
}

function fill(parts: readonly Part[], names: readonly string[]): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : wordFor(part, names);
  return text;
}

function wordFor(part: Exclude<Part, string>, names: readonly string[]): string | number {
  if ('person' in part) {
    const name = names[part.person] ?? '';
    if (part.is === 'name') return name;
    if (part.is === 'id') return ids.get(name) ?? '';
    // In place of a keyed hash: as long, and of this name alone.
    return Buffer.from(name).toString('hex').padEnd(64, '0');
  }
  if ('write' in part) return version + part.write + Number(part.is === 'version');
  // The first second of the batch: an item of the ledger holds the customers of two batches at most.
  const all = names.map((name) => ids.get(name) ?? '').toSorted();
  return all[0]?.slice(0, 8) ?? '';
}

/** @param isRead whether the answer is needed; else its bytes are dropped. */
const request = async (isRead: boolean, options: Dispatcher.DispatchOptions): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    let status = 0;
    agent.dispatch(options, {
      onRequestStart: () => undefined,
      onResponseStart: (_, code) => {
        status = code;
      },
      onResponseData: (_, chunk) => {
        if (isRead || status >= 300) answer += chunk.toString();
      },
      onResponseEnd: () => {
        if (status >= 300)
          reject(
            new Error(
              `${options.path} answered ${status} to ${JSON.stringify(options.body)}: ${answer}`,
            ),
          );
        else resolve(answer);
      },
      onResponseError: (_, error) => reject(error),
    });
  });
