import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDeployment } from '../../src/cli/deployment.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { openTrace, toJson } from '../../src/cli/trace/trace-commands.ts';
import { traceSignups } from '../../src/cli/trace/trace-signups.ts';
import { writeEnvFile } from '../../src/local/run-files.ts';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../src/local/local-relay.ts';
import { sendMessage } from '../../src/local/aws/queue-calls.ts';
import type { SignupLine } from '../../src/local/signup-line.ts';
import { anEvent } from '../support/an-event.ts';
import { aTerminal } from '../support/a-terminal.ts';
import { runCommand } from '../support/run-command.ts';
import { until } from '../support/until.ts';

const functions = {
  consume: new URL('../../src/main/consume.ts', import.meta.url),
  receive: new URL('../../src/main/receive.ts', import.meta.url),
};

let relay: LocalRelay;
const lines: SignupLine[] = [];
beforeAll(async () => {
  relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine: () => undefined });
  relay.subscribe((line) => void lines.push(line));
  Object.assign(process.env, relay.services.env);
}, 60_000);
afterAll(() => relay?.close());
beforeEach(() => relay.services.shopline.set({ faults: [] }));

interface Traced {
  readonly customers: readonly Record<string, unknown>[];
  readonly signups: readonly {
    readonly eventId: string;
    readonly outcome: string;
    readonly customerId?: string;
    readonly steps: readonly (Record<string, unknown> & { readonly step: string })[];
    readonly deadLetters: readonly Record<string, unknown>[];
  }[];
}

const PERSONAL = /qzperson|91234567/i;

/** Runs `signup-relay trace …` in this process, and checks that its output has no personal data. */
async function trace(...words: readonly string[]) {
  const { env } = relay.services;
  const { terminal, out, err } = aTerminal({ env, now: Date.now });
  const code = await runCli(['trace', ...words], terminal);
  expect(out() + err()).not.toMatch(PERSONAL);
  return { code, out: out(), err: err() };
}

/** The same without the command, whose long poll takes a second. */
async function traceJson(text: string, store?: string): Promise<Traced> {
  const { env } = relay.services;
  const { terminal } = aTerminal({ env, now: Date.now });
  const deps = await openTrace(openDeployment(env), terminal, { waitSeconds: 0 });
  const times = { from: Date.now() - 60_000, until: Date.now() };
  const json = toJson(await traceSignups({ text, ...times, ...(store && { store }) }, deps));
  expect(json).not.toMatch(PERSONAL);
  return JSON.parse(json) as Traced;
}

async function send(id: string, customer: object, outcome: string): Promise<void> {
  await relay.send(JSON.stringify(anEvent({ id, data: { customer } })));
  await until(() => lines.some((line) => line.eventId === id && line.outcome === outcome));
}

const stepsOf = ({ signups }: Traced, id: string): readonly unknown[] =>
  signups
    .filter(({ eventId }) => eventId === id)
    .flatMap(({ steps }) => steps.map(({ step, outcome }) => outcome ?? step));

describe('trace', () => {
  it('shows a created signup, by its id, its e-mail and its phone', async () => {
    const person = { email: 'Qzperson@example.com', phone: '0912 345 671', name: 'Qzperson Lin' };
    await send('made-1', person, 'created');
    const { code, out } = await trace('made-1');
    const [shown] = relay.services.shopline.customers();
    expect(code).toBe(0);
    expect(out).toMatch(/^made-1 +customer\.signed_up, from \/test, store tw-main \(shopline\)/);
    expect(out).toMatch(/created +\(attempt 1\)\n +GET \/customers\/search +200 +\d+ ms/);
    expect(out).toContain(`done: customer ${shown?.id}`);
    const contacts: readonly (readonly [string, string?])[] = [
      ['qzperson@EXAMPLE.com'],
      ['+886 912 345 671'],
      ['0912345671', 'tw-main'],
    ];
    for (const [text, store] of contacts) {
      const traced = await traceJson(text, store);
      expect(traced.customers).toMatchObject([
        { store: 'tw-main', customerId: shown?.id, events: [{ eventId: 'made-1' }] },
      ]);
      expect(stepsOf(traced, 'made-1')).toEqual(['received', 'created']);
    }
  });

  it('shows a waiting dead letter with its reason', async () => {
    const wrong = { email: 'qzperson.dead@example.com', gender: 'unknown' };
    await send('dead-1', wrong, 'dead_lettered');
    for (const word of ['dead-1', 'qzperson.dead@example.com']) {
      const traced = await traceJson(word);
      expect(stepsOf(traced, 'dead-1')).toEqual(['received', 'dead_lettered']);
      expect(traced.signups).toMatchObject([
        { deadLetters: [{ reason: 'invalid_signup', detail: expect.stringContaining('gender') }] },
      ]);
    }
    const { out } = await trace('dead-1');
    expect(out).toContain('dead letter: invalid_signup  (no call to the shop)');
    expect(out).toMatch(/now +dead letter \S+ \(invalid_signup\), expires 20/);
  });

  it('shows a waiting signup, and later every attempt', async () => {
    relay.services.shopline.set({ faults: [{ kind: 'answer', status: 503, times: 1 }] });
    const person = { email: 'qzperson.late@example.com', phone: '+886912345672' };
    await send('late-1', person, 'postponed');
    const { out } = await trace('late-1');
    expect(out).toMatch(/postponed +\(attempt 1\)\n +GET \S+ +503/);
    expect(out).toMatch(/next attempt in [\d.]+ m?s, not before 20/);
    expect(out).toMatch(/now +waiting on the queue, at least until 20/);
    await until(() =>
      lines.some(({ eventId, outcome }) => eventId === 'late-1' && outcome === 'created'),
    );
    for (const word of ['late-1', 'qzperson.late@example.com', '+886912345672']) {
      const traced = await traceJson(word);
      expect(stepsOf(traced, 'late-1')).toEqual(['received', 'postponed', 'created']);
    }
  });

  it('shows a webhook by the answer’s id, by its trace and in a separate process', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await fetch(`${relay.url}/webhooks/tw-main/html-form`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        origin: relay.url,
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: new URLSearchParams({ email: 'qzperson.form@example.com' }).toString(),
    });
    const { id } = (await response.json()) as { id: string };
    await until(() => lines.some(({ source }) => source === '/webhooks/tw-main/html-form'));
    for (const word of [id, traceId]) {
      const { signups } = await traceJson(word);
      expect(signups).toMatchObject([
        {
          traces: [traceId],
          source: '/webhooks/tw-main/html-form',
          steps: [
            { step: 'received', id, tool: 'html-form', trace: traceId },
            { step: 'attempt', outcome: 'created', trace: traceId },
          ],
        },
      ]);
    }
    const folder = mkdtempSync(join(tmpdir(), 'signup-relay-trace-'));
    const name = join(folder, 'local.env');
    const file = await writeEnvFile(relay.services.env, { name, askPid: async () => undefined });
    const { code, out, err } = await runCommand(['--env', file?.name ?? '', 'trace', id]);
    rmSync(folder, { recursive: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`received from html-form as delivery ${id}`);
  });

  it('continues after a replay, in the same trace', async () => {
    const rejected = { kind: 'answer', status: 422, method: 'POST', body: {} } as const;
    relay.services.shopline.set({ faults: [rejected] });
    const traceId = 'a3ce929d0e0e47364bf92f3577b34da6';
    const person = { email: 'qzperson.again@example.com' };
    const { endpoint, signups } = relay.services.sqs;
    const body = JSON.stringify(anEvent({ id: 'again-1', data: { customer: person } }));
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await sendMessage({ endpoint, queueUrl: signups.url }, body, { traceparent });
    const isNow = (outcome: string) => () =>
      lines.some((line) => line.eventId === 'again-1' && line.outcome === outcome);
    await until(isNow('dead_lettered'));
    const { env } = relay.services;
    const { terminal } = aTerminal({ env, now: Date.now });
    expect(await runCli(['dlq', 'replay', '--id', 'again-1', '--execute'], terminal)).toBe(0);
    await until(isNow('created'));
    const traced = await traceJson('again-1');
    expect(stepsOf(traced, 'again-1')).toEqual([
      'received',
      'dead_lettered',
      'replayed',
      'created',
    ]);
    expect(traced.signups).toMatchObject([{ traces: [traceId], deadLetters: [] }]);
    expect(traced.signups[0]?.steps.slice(1)).toMatchObject([
      { trace: traceId },
      { replays: 1 },
      { trace: traceId, replays: 1 },
    ]);
  });

  it('lists the searched places if it finds nothing, and exits with 1', async () => {
    const { code, out } = await trace('nobody-9', '--since', '12h');
    expect(code).toBe(1);
    expect(out).toContain('Nothing was found about the id nobody-9.');
    expect(out).toContain('(12 h)');
    expect((await trace('nobody@example.com')).out).toContain(
      'the ledger, stores: tw-main, us-main',
    );
    expect(await trace('nobody-9', '--store', 'nowhere')).toMatchObject({
      code: 2,
      err: 'There is no store nowhere. Configured stores: tw-main, us-main.',
    });
  });
});
