import { describe, expect, it } from 'vitest';
import { correctLetter } from '../../../src/dead-letters/correct/correct.ts';
import { CorrectionError } from '../../../src/dead-letters/correct/values.ts';
import { answersFrom } from '../../../src/cli/explain/answers-file.ts';
import type { Explained } from '../../../src/cli/explain/explained.ts';
import type { Event, Store } from '../../../src/generated/types.ts';
import { SOURCES } from '../../../src/sources/sources.ts';
import { anEvent } from '../../support/an-event.ts';
import { aLetter, openLetterWorld } from '../../support/letter-world.ts';
import { fileOf, run, SHOPLINE } from './explain-file.ts';

const LEADS = {
  object: 'page',
  entry: ['17', '18'].map((id) => ({
    changes: [{ field: 'leadgen', value: { leadgen_id: id } }],
  })),
};
const leads = (...ids: readonly string[]) => ({
  ...LEADS,
  entry: LEADS.entry.filter((_, at) => ids.includes(['17', '18'][at] ?? '')),
});
const lead = (email: string, id = '17') => ({
  id,
  created_time: '2026-11-20T03:00:00+0000',
  field_data: [{ name: 'email', values: [email] }],
});
const STORE = {
  ...SHOPLINE,
  sources: {
    leads: {
      tool: 'meta-lead-ads',
      secrets: ['the-app-secret'],
      verifyToken: 'a-verify-token',
      fetch: { token: 'the-page-token' },
    },
  },
};

async function explain(body: object, ...more: readonly string[]) {
  const headers = { 'content-type': 'application/json' };
  const names = ['--store', 'tw-main', '--source', 'leads', '--config', fileOf(STORE)];
  const { code, out } = await run(
    'explain',
    fileOf({ headers, body }),
    ...names,
    ...more,
    '--json',
  );
  expect(out).not.toContain('the-page-token');
  return { code, signups: (JSON.parse(out) as { signups: Explained[] }).signups };
}

describe('explain of a tool that posts only an id', () => {
  it('asks nothing, and says that it needs a captured answer', async () => {
    expect(await explain(leads('17'))).toMatchObject({
      code: 0,
      signups: [{ outcome: 'skipped', why: expect.stringContaining('--answers <file>') as string }],
    });
  });

  it('maps a captured answer, and names the places in it', async () => {
    const { signups } = await explain(leads('17'), '--answers', fileOf(lead('ada@example.com')));
    expect(signups).toMatchObject([
      {
        outcome: 'mapped',
        eventId: '17',
        trust: { trust: 'anonymous' },
        fields: [
          {
            field: 'customer.email',
            value: 'ada@example.com',
            from: { place: 'field_data.0.values.0', reference: 'email' },
          },
        ],
      },
    ]);
  });

  it('takes one answer for its own record only', async () => {
    const answers = fileOf(lead('eve@example.com', '18'));
    const { signups } = await explain(LEADS, '--answers', answers);
    expect(signups.map(({ outcome }) => outcome)).toEqual(['skipped', 'mapped']);
  });
});

describe('a correction of a letter that holds only an id', () => {
  const open = (answers?: string) => {
    const get = async (): Promise<Store> => ({ ...STORE, country: 'TW' }) as unknown as Store;
    const world = openLetterWorld({ stores: { get, refresh: get }, sources: SOURCES });
    const body = JSON.stringify({
      ...anEvent({ id: 'd-1', source: '/webhooks/ok/leads', type: 'webhook.delivered' }),
      data: {
        store: 'ok',
        source: 'leads',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(leads('17')),
      },
    });
    world.put(aLetter({ id: 'd-1', body, reason: 'invalid_signup' }));
    const sink = { append: async () => undefined, flush: async () => undefined };
    const fetched = answers !== undefined && { fetchRecords: answersFrom(answers) };
    const deps = { ...world.deps, sink, ...fetched };
    const changes = { set: ['customer.email=ada@example.com'] };
    const request = {
      id: 'd-1',
      why: 'a typo',
      by: 'mei',
      hasProof: false,
      execute: true,
      changes,
    };
    return { world, correct: () => correctLetter(request, deps) };
  };

  it('needs a captured answer', async () => {
    await expect(open().correct()).rejects.toThrow(CorrectionError);
    await expect(open().correct()).rejects.toThrow('--answers <file>');
  });

  it('sends the canonical event, as for other tools', async () => {
    const { world, correct } = open(fileOf(lead('ada-at-example')));
    expect(await correct()).toMatchObject({ step: 'done' });
    const [sent] = world.content('signups').map(({ body }) => JSON.parse(body) as Event);
    expect(sent).toMatchObject({
      type: 'customer.signed_up',
      source: '/webhooks/ok/leads',
      correctionof: '17',
      data: {
        store: 'ok',
        customer: { email: 'ada@example.com' },
        options: { trust: 'anonymous' },
      },
    });
  });
});
