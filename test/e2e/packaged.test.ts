import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { anEvent } from '../support/an-event.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { type PackagedService, packageService } from '../support/package-service.ts';
import { openPackaged } from '../support/packaged.ts';
import { pollOnce } from '../support/poll-once.ts';
import { describePackagedLetters } from './packaged-letters.ts';

let service: PackagedService;
let embedded: Embedded;
beforeAll(async () => {
  [service, embedded] = await Promise.all([packageService(), openEmbedded()]);
}, 120_000);
afterAll(() => Promise.all([service.close(), embedded.close()]));

async function open(env: Readonly<Record<string, string>>): Promise<ZippedFunction> {
  const lambda = await openPackaged('consume', env, service);
  onTestFinished(() => lambda.close());
  return lambda;
}

const without = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(embedded.env).filter(([name]) => !names.includes(name)));
const inStore = (store: string, id: string, email: string): string =>
  JSON.stringify(anEvent({ id, data: { store, customer: { email, name: 'Ada Lin' } } }));

describe('the packaged function', () => {
  it('settles a batch: creates on both platforms, a duplicate, a dead letter', async () => {
    const lambda = await open(embedded.env);
    const first = inStore('tw-main', 'e-1', 'ada@example.com');
    const bodies = [first, first, inStore('us-main', 'e-2', 'ada@example.com'), 'not JSON'];
    for (const body of bodies) await embedded.send(body);
    const { received, failures, lines, attempts } = await pollOnce(embedded, lambda);
    expect(received).toHaveLength(4);
    expect(failures).toEqual([]);
    expect(attempts.map(({ outcome }) => String(outcome)).toSorted()).toEqual([
      'created',
      'created',
      'dead_lettered',
      'unchanged',
    ]);
    expect(embedded.shopline.customers().map(({ email }) => email)).toEqual(['ada@example.com']);
    expect(embedded.shoplazza.customers().map(({ email }) => email)).toEqual(['ada@example.com']);
    const [letter, ...more] = await embedded.receiveAll('deadLetters');
    expect(more).toEqual([]);
    expect(letter?.Body).toBe('not JSON');
    expect(letter?.MessageAttributes?.['reason']?.StringValue).toBe('invalid_json');
    expect(await embedded.isDrained()).toBe(true);
    // Only one line per attempt and the metrics: no warning of any library.
    const metrics = lines.filter((line) => '_aws' in (JSON.parse(line) as object));
    expect(metrics.length).toBeGreaterThan(0);
    expect(lines).toHaveLength(attempts.length + metrics.length);
  });

  it('answers an empty batch with an empty list', async () => {
    const lambda = await open(embedded.env);
    expect((await lambda.invoke({ Records: [] })).response).toEqual({ batchItemFailures: [] });
  });

  it('does not start without its settings, and lists all missing ones in one error', async () => {
    const names = [
      'SIGNUPS_QUEUE_URL',
      'DEAD_LETTER_QUEUE_URL',
      'LEDGER_TABLE',
      'STORES_PATH',
      'SOURCES_PATH',
      'LEDGER_KEY_PARAMETER',
    ];
    const error = await open(without(...names)).catch((thrown: unknown) => String(thrown));
    for (const name of names) expect(error).toContain(`${name} must be`);
    expect(error).toContain('ConfigError: the environment is invalid');
  });

  it('shows no value of an invalid setting', async () => {
    const env = { ...embedded.env, RETRY_HORIZON_HOURS: 'hunter2', SIGNUPS_QUEUE_URL: 'hunter3' };
    const error = String(await open(env).catch((thrown: unknown) => thrown));
    expect(error).toMatch(/SIGNUPS_QUEUE_URL must be .*; RETRY_HORIZON_HOURS must be a number/);
    // The stack trace shows a line of the bundle, never the environment.
    expect(error).not.toMatch(/hunter/);
  });

  it('waits with a clear line while the ledger has no key, loses nothing, and then works', async () => {
    const name = '/signup-relay/local/late-key';
    const lambda = await open({ ...embedded.env, LEDGER_KEY_PARAMETER: name });
    await embedded.send(inStore('tw-main', 'e-3', 'late@example.com'));
    const waiting = await pollOnce(embedded, lambda);
    expect(waiting.failures).toEqual([]);
    expect(waiting.attempts).toMatchObject([
      {
        outcome: 'postponed',
        misconfigured: true,
        why: expect.stringContaining(
          `the ledger key is missing: the parameter ${name} does not exist`,
        ),
      },
    ]);

    embedded.parameterStore.put(name, 'a-key-that-came-late-and-is-long-enough');
    await expect
      .poll(async () => (await pollOnce(embedded, lambda)).attempts, { timeout: 20_000 })
      .toMatchObject([{ outcome: 'created', eventId: 'e-3' }]);
    expect(await embedded.isDrained()).toBe(true);
  });
});

describePackagedLetters(() => ({ service, embedded }));
