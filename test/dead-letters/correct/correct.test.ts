import { describe, expect, it } from 'vitest';
import { prepareMessage } from '../../../src/consume/prepare.ts';
import {
  correctLetter,
  type CorrectionRequest,
} from '../../../src/dead-letters/correct/correct.ts';
import { fromLine, type LetterSink } from '../../../src/dead-letters/file-format.ts';
import { importArchive } from '../../../src/dead-letters/import.ts';
import { advance, isNewer, newerFacts } from '../../../src/delivery/field-clocks.ts';
import type { Clocks } from '../../../src/delivery/platform-port.ts';
import { RejectedError } from '../../../src/event/errors.ts';
import type { Event, Store } from '../../../src/generated/types.ts';
import { readMessage } from '../../../src/message/message.ts';
import { toRecord } from '../../../src/message/to-record.ts';
import type { Found, Source } from '../../../src/sources/source.ts';
import { SOURCES } from '../../../src/sources/sources.ts';
import { anEvent } from '../../support/an-event.ts';
import { aLetter, openLetterWorld, text } from '../../support/letter-world.ts';
import { createMemoryArchive } from '../../support/memory-archive.ts';
import type { Content } from '../../support/memory-queues.ts';
import { PORT_FAULTS, spoil } from '../../support/port-faults.ts';

/** A till posts its customers as a list of what the source finds. */
const till: Source = {
  tool: 'loyverse',
  read: ({ body }) =>
    (JSON.parse(Buffer.from(body).toString()) as readonly Found[]).map((one) =>
      one.kind === 'refused'
        ? Object.assign(one, {
            error: new RejectedError('invalid_delivery', 'its phone is no text'),
          })
        : one,
    ),
};

const STORE: Store = {
  platform: 'shoplazza',
  baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
  accessToken: 'an-invented-token',
  country: 'US',
  sources: {
    form: { tool: 'html-form', country: 'TW', reconsent: true },
    till: { tool: 'loyverse', unusable: 'refuse' },
  },
};

function openScene() {
  const get = async (name: string): Promise<Store> => {
    if (name === 'ok') return STORE;
    throw new RejectedError('unknown_store', `no store "${name}" is configured`);
  };
  const world = openLetterWorld({
    stores: { get, refresh: get },
    sources: new Map([...SOURCES, ['loyverse', till]]),
  });
  const file: string[] = [];
  const { archive, objects } = createMemoryArchive();
  const pending: string[] = [];
  const sink: LetterSink = {
    append: async (lines) => void pending.push(...lines),
    flush: async () => void file.push(...pending.splice(0)),
  };
  const deps = { ...world.deps, sink, archive };
  const events = (queue: 'signups' | 'deadLetters') =>
    world.content(queue).map(({ body }) => JSON.parse(body) as Event);
  return { world, file, objects, deps, events };
}

const request = (
  changes: Partial<CorrectionRequest> & { readonly set?: readonly string[] } = {},
) => ({
  id: 'e-1',
  why: 'phoned Ada',
  by: 'mei',
  hasProof: false,
  execute: true,
  changes: { set: changes.set ?? ['customer.email=ada@example.com'] },
  ...changes,
});

const direct = (parts: Parameters<typeof anEvent>[0] = {}) =>
  JSON.stringify(
    anEvent({
      id: 'e-1',
      ...parts,
      data: { store: 'ok', customer: { email: 'ada-at-example' }, ...parts.data },
    }),
  );
const delivered = (source: string, body: string, parts: Parameters<typeof anEvent>[0] = {}) =>
  JSON.stringify({
    ...anEvent({
      id: 'd-1',
      source: `/webhooks/ok/${source}`,
      type: 'webhook.delivered',
      ...parts,
    }),
    data: {
      store: 'ok',
      source,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    },
  });
const people = (...emails: readonly string[]) =>
  JSON.stringify(
    emails.map((email, at) => ({
      kind: 'signup',
      type: 'customer.signed_up',
      id: `c-${at + 1}`,
      vendorId: `v-${at + 1}`,
      time: '2026-11-20T03:04:05Z',
      data: { customer: { email } },
    })),
  );

/** What `consume` makes of a message. */
async function consumed({ body, attributes }: Content, deps: ReturnType<typeof openScene>['deps']) {
  const now = deps.now();
  const copy = { key: 'm', to: 'signups', body, attributes, delaySeconds: 0 } as const;
  return prepareMessage(readMessage(toRecord(copy, now), now), deps);
}

async function only({ world, deps }: ReturnType<typeof openScene>) {
  const [content, ...others] = world.content('signups');
  if (content === undefined || others.length > 0) throw new Error('one message was expected');
  const { parts } = await consumed(content, deps);
  const [part] = parts;
  if (!part || !('signup' in part)) throw new Error('a signup was expected');
  return part;
}

describe('a direct event', () => {
  it('is sent corrected, with its own source and time; the letter goes', async () => {
    const scene = openScene();
    const { world, deps, events, file, objects } = scene;
    const attributes = {
      traceparent: text('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
    };
    const content = aLetter({ reason: 'invalid_signup', body: direct(), attributes });
    world.put(content);
    const dry = await correctLetter(request({ execute: false }), deps);
    expect(dry).toMatchObject({
      step: 'dry run',
      plan: {
        correctionOf: 'e-1',
        eventId: 'e-1~1',
        changes: [{ path: 'customer.email', before: 'ada-at-example', after: 'ada@example.com' }],
        prediction: { verdict: 'delivers', store: 'ok' },
      },
    });
    expect([
      events('signups').length,
      events('deadLetters').length,
      file.length,
      objects.size,
    ]).toEqual([0, 1, 0, 0]);

    expect(await correctLetter(request(), deps)).toMatchObject({ step: 'done' });
    expect(events('deadLetters')).toEqual([]);
    expect(events('signups')).toEqual([
      {
        ...JSON.parse(direct()),
        id: 'e-1~1',
        correctionof: 'e-1',
        correctedby: 'mei',
        data: { store: 'ok', customer: { email: 'ada@example.com' } },
      },
    ]);
    const [sent] = world.content('signups');
    expect(sent).toMatchObject({ groupId: 'ok', attributes });
    expect(Object.keys(sent?.attributes ?? {})).toEqual(['traceparent']);
    const [line = ''] = file;
    expect(fromLine(line)).toMatchObject({ body: content.body, attributes: content.attributes });
    expect(JSON.parse(line)).toMatchObject({
      why: 'phoned Ada',
      correctedBy: 'mei',
      correctedEvent: 'e-1~1',
    });
    expect([...objects]).toEqual([
      ['store=ok/reason=corrected/day=2026-11-21/letter-1.json', line],
    ]);
    const { known, signup } = await only(scene);
    expect(known).toMatchObject({ eventId: 'e-1~1', correctionOf: 'e-1', correctedBy: 'mei' });
    expect(signup).toMatchObject({ trust: 'verified', time: Date.parse('2026-11-20T03:04:05Z') });
    expect(isNewer({ id: signup.stampId, time: 1 }, { id: 'e-1\n/test', time: 1 })).toBe(true);
  });

  it('without a time keeps the time of receipt', async () => {
    const scene = openScene();
    scene.world.put(
      aLetter({ body: JSON.stringify({ ...JSON.parse(direct()), time: undefined }) }),
    );
    await correctLetter(request(), scene.deps);
    expect((await only(scene)).signup.time).toBe(Date.parse('2026-11-20T09:00:00Z'));
  });

  it('with times in the future does not become newer by the correction', async () => {
    const scene = openScene();
    const consent = { email: { state: 'granted', at: '2026-11-21T12:00:00Z' } };
    scene.world.put(aLetter({ body: direct({ time: '2031-01-01T00:00:00Z', data: { consent } }) }));
    await correctLetter(request(), scene.deps);
    const { signup } = await only(scene);
    expect(signup.time).toBe(Date.parse('2026-11-20T09:00:00Z'));
    expect(signup.data.consent?.email?.at).toBe('2026-11-20T09:00:00.000Z');
  });

  it('in an envelope, and as base64, can be corrected', async () => {
    const { data, ...event } = JSON.parse(direct()) as Event;
    const base64 = { ...event, data_base64: Buffer.from(JSON.stringify(data)).toString('base64') };
    const sns = { Type: 'Notification', TopicArn: 'arn', Message: JSON.stringify(base64) };
    const scene = openScene();
    scene.world.put(aLetter({ body: JSON.stringify(sns) }));
    await correctLetter(request(), scene.deps);
    expect(scene.events('signups')[0]).not.toHaveProperty('data_base64');
    expect((await only(scene)).signup.contacts).toEqual([
      { kind: 'email', value: 'ada@example.com' },
    ]);
  });

  it('can be moved to the store that it was meant for', async () => {
    const scene = openScene();
    const body = direct({ data: { store: 'okk', customer: { email: 'ada@example.com' } } });
    scene.world.put(aLetter({ store: 'okk', body }));
    await correctLetter(request({ set: ['store=ok'] }), scene.deps);
    expect(scene.world.content('signups')).toMatchObject([{ groupId: 'ok' }]);
  });

  it('is read with the country of the store that it is moved to', async () => {
    const body = direct({ data: { store: 'okk', customer: { phone: '02' } } });
    const national = 'customer.phone=202-555-0123';
    for (const changes of [
      { set: ['store=ok', national] },
      { patch: { name: 'p', value: { store: 'ok', customer: { phone: '202-555-0123' } } } },
    ]) {
      const { world, deps } = openScene();
      world.put(aLetter({ store: 'okk', body }));
      expect(await correctLetter(request({ changes }), deps)).toMatchObject({ step: 'done' });
    }
  });

  it('that was corrected before gets ~2, and is newer again', async () => {
    const scene = openScene();
    const body = JSON.stringify({ ...JSON.parse(direct({ id: 'e-1~1' })), correctionof: 'e-1' });
    scene.world.put(aLetter({ id: 'e-1~1', body }));
    await correctLetter(request({ id: 'e-1~1' }), scene.deps);
    expect(scene.events('signups')).toMatchObject([{ id: 'e-1~2', correctionof: 'e-1~1' }]);
  });
});

it('wins over the original and loses to every later fact, in any order of arrival', async () => {
  const scene = openScene();
  const { world, deps } = scene;
  const named = (name: string, note: string, parts: object = {}) =>
    direct({ data: { customer: { email: 'ada@example.com', name, note } }, ...parts });
  const original = named('Adda', 'first');
  const later = direct({
    id: 'a',
    time: '2026-11-20T03:04:05.001Z',
    data: { customer: { email: 'ada@example.com', note: 'later' } },
  });
  world.put(aLetter({ body: original }));
  await correctLetter(request({ set: ['customer.name=Ada', 'customer.note=second'] }), deps);
  const corrected = world.content('signups')[0]?.body ?? '';
  const factsOf = async (body: string) => {
    const { parts } = await consumed({ body, attributes: {} }, deps);
    const [part] = parts;
    if (!part || !('signup' in part)) throw new Error('a signup was expected');
    const calls = {
      remainingMs: () => 0,
      onCall: () => undefined,
      waitForSlot: async () => undefined,
    };
    return (await deps.openPlatform(STORE, calls)).fit(part.signup).facts;
  };
  const facts = await Promise.all([original, corrected, later].map(factsOf));
  const ends = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
    [1, 0, 1, 2],
  ].map((order) => {
    let clocks: Clocks = {};
    const values: Record<string, unknown> = {};
    for (const at of order) {
      for (const fact of newerFacts(facts[at] ?? [], clocks)) values[fact.key] = fact;
      clocks = advance(clocks, facts[at] ?? []);
    }
    return values;
  });
  for (const end of ends) expect(end).toEqual(ends[0]);
  const written = JSON.stringify(ends[0]);
  expect(written).toContain('"Ada"');
  expect(written).not.toContain('Adda');
});

it('is not sent where it would fail again', async () => {
  const { world, deps, events, file } = openScene();
  world.put(aLetter({ body: direct({ data: { store: 'nowhere' } }) }));
  const report = await correctLetter(request(), deps);
  expect(report).toMatchObject({
    step: 'fails again',
    plan: { prediction: { reason: 'unknown_store' } },
  });
  expect([events('signups').length, events('deadLetters').length, file.length]).toEqual([0, 1, 0]);
});

it.each([
  ['no JSON', 'hello', 'no valid event: not JSON'],
  ['no event', '{"id":"e-1"}', 'no valid event: the event is not valid'],
  [
    'a delivery that cannot be mapped',
    delivered('nowhere', ''),
    'cannot read the delivery: store "ok" has no source',
  ],
  ['a delivery without a signup', delivered('till', '[]'), 'holds no signup'],
])('says why a letter with %s cannot be corrected', async (_, body, message) => {
  const { world, deps } = openScene();
  world.put(aLetter({ body }));
  // Beside a body that cannot be read, the attribute with the event's id does not count.
  await expect(correctLetter(request({ id: 'letter-1' }), deps)).rejects.toThrow(message);
  expect(world.inFlight()).toBe(0);
});

it('names the letters where several have the id, and corrects the one with the message id', async () => {
  const { world, deps, events } = openScene();
  world.put(aLetter({ body: direct() }));
  world.put(aLetter({ body: direct() }));
  await expect(correctLetter(request(), deps)).rejects.toThrow(
    '2 letters have this id. Use a full message id: letter-1, letter-2.',
  );
  expect(await correctLetter(request({ id: 'letter-2' }), deps)).toMatchObject({ step: 'done' });
  expect(events('deadLetters').length).toBe(1);
  expect(await correctLetter(request({ id: 'nothing' }), deps)).toBeUndefined();
});

it('refuses a correction that changes nothing', async () => {
  const { world, deps } = openScene();
  world.put(aLetter({ body: direct() }));
  const same = request({ changes: { patch: { name: 'p', value: {} } } });
  await expect(correctLetter(same, deps)).rejects.toThrow('nothing would change');
});

describe('consent and trust', () => {
  const consent = (email?: object) => ({
    customer: { email: 'ada@example.com' },
    consent: { ...(email && { email }) },
  });
  const denied = { state: 'denied', at: '2026-11-20T01:00:00Z' };
  const granted = { state: 'granted', at: '2026-11-20T01:00:00Z' };
  const later = 'consent.email.at=2026-11-20T02:00:00Z';

  it.each([
    ['a grant', undefined, ['consent.email.state=granted'], []],
    ['a grant after a refusal', denied, ['consent.email.state=granted', later], []],
    ['a later time of a grant', granted, [later], []],
    ['the end of a refusal', denied, [], ['consent.email']],
    ['a grant by a parameter', undefined, ['shoplazza.accepts_marketing=true'], []],
  ])('%s needs a proof', async (_, email, set, remove) => {
    const { world, deps } = openScene();
    world.put(aLetter({ body: direct({ data: consent(email) }) }));
    const changes = { set, remove };
    await expect(correctLetter(request({ changes }), deps)).rejects.toThrow('--i-have-proof');
    const report = await correctLetter(request({ changes, hasProof: true }), deps);
    expect(report).toMatchObject({ step: 'done' });
  });

  it('a refusal needs none', async () => {
    const { world, deps } = openScene();
    world.put(aLetter({ body: direct({ data: consent(granted) }) }));
    const set = ['consent.email.state=denied', 'shoplazza.accepts_sms_marketing=false'];
    expect(await correctLetter(request({ set }), deps)).toMatchObject({ step: 'done' });
  });

  it('a grant as old as the refusal would lose, and is refused', async () => {
    const { world, deps } = openScene();
    world.put(aLetter({ body: direct({ data: consent(denied) }) }));
    const set = ['consent.email.state=granted'];
    await expect(correctLetter(request({ set, hasProof: true }), deps)).rejects.toThrow(
      'consent.email.at: the letter holds a refusal',
    );
  });

  it('trust is never raised', async () => {
    const { world, deps } = openScene();
    world.put(
      aLetter({ body: direct({ data: { ...consent(), options: { trust: 'anonymous' } } }) }),
    );
    for (const changes of [{ set: ['options.trust=verified'] }, { remove: ['options.trust'] }]) {
      await expect(correctLetter(request({ changes }), deps)).rejects.toThrow(
        'options.trust: a correction',
      );
    }
  });
});

describe('a webhook delivery', () => {
  const form = 'email=ada-at-example&phone=09&birthday=never&news=yes';

  it('becomes the canonical event, with trust, rank, country and `unusable` of its source', async () => {
    const scene = openScene();
    scene.world.put(aLetter({ id: 'd-1', body: delivered('form', form) }));
    const before = await consumed(
      scene.world.content('deadLetters')[0] ?? { body: '', attributes: {} },
      scene.deps,
    );
    const set = ['customer.phone=0912345678'];
    const report = await correctLetter(request({ id: 'd-1', set }), scene.deps);
    expect(report).toMatchObject({ step: 'done', plan: { source: '/webhooks/ok/form' } });
    const [event] = scene.events('signups');
    expect(event).toMatchObject({
      type: 'customer.signed_up',
      source: '/webhooks/ok/form',
      time: '2026-11-20T03:04:05.000Z',
    });
    const part = await only(scene);
    expect(part.signup).toMatchObject({
      trust: 'anonymous',
      reconsent: true,
      contacts: [{ kind: 'phone', value: '+886912345678' }],
    });
    // What cannot be used is left out, as it would be of the delivery.
    expect(part.leftOut).toContainEqual({ path: 'email', rule: 'invalid_email' });
    expect(`${before.parts[0]?.known.eventId}~1`).toBe(part.known.eventId);
  });

  it('keeps the trust when its source has left', async () => {
    const scene = openScene();
    scene.world.put(aLetter({ id: 'd-1', body: delivered('form', form) }));
    await correctLetter(request({ id: 'd-1', set: ['customer.phone=+886912345678'] }), scene.deps);
    const get = async (): Promise<Store> => ({ ...STORE, sources: {} });
    const { signup } = await only({
      ...scene,
      deps: { ...scene.deps, stores: { get, refresh: get } },
    });
    expect(signup).toMatchObject({ trust: 'anonymous' });
  });

  it('cannot move to another store', async () => {
    const { world, deps } = openScene();
    world.put(aLetter({ id: 'd-1', body: delivered('form', form) }));
    await expect(correctLetter(request({ id: 'd-1', set: ['store=other'] }), deps)).rejects.toThrow(
      'store: a webhook',
    );
  });
});

describe('a letter with several people', () => {
  it('has the broken one corrected; the others go back, without it', async () => {
    const scene = openScene();
    const { world, deps, events } = scene;
    world.put(
      aLetter({
        id: 'd-1',
        body: delivered('till', people('ada@example.com', 'no', 'cleo@example.com')),
      }),
    );
    const report = await correctLetter(
      request({ id: 'd-1', set: ['customer.email=bob@example.com'] }),
      deps,
    );
    expect(report).toMatchObject({
      step: 'done',
      plan: { person: { number: 2, of: 3 }, rest: { entries: 2, to: 'signups' } },
    });
    expect(events('deadLetters')).toEqual([]);
    const [corrected, rest] = world.content('signups');
    const first = await consumed(corrected ?? { body: '', attributes: {} }, deps);
    expect(first.parts).toMatchObject([
      { signup: { eventId: 'c-2~1', vendorId: { source: 'till', id: 'v-2' } } },
    ]);
    const others = await consumed(rest ?? { body: '', attributes: {} }, deps);
    expect(others.parts).toMatchObject([
      { signup: { eventId: 'c-1', time: Date.parse('2026-11-20T03:04:05Z') } },
      { skipped: 'its corrected event was sent' },
      { signup: { eventId: 'c-3' } },
    ]);
  });

  it('stays for the others that are broken too, until each is corrected', async () => {
    const { world, deps, events } = openScene();
    world.put(
      aLetter({ id: 'd-1', body: delivered('till', people('no', 'bob@example.com', 'nor')) }),
    );
    await expect(correctLetter(request({ id: 'd-1' }), deps)).rejects.toThrow(
      'The letter holds 3 people, and 2 of them fail here. Say which one to correct: --person <number>, one of 1, 3.',
    );
    await expect(correctLetter(request({ id: 'd-1', person: 7 }), deps)).rejects.toThrow('1, 2, 3');
    expect(await correctLetter(request({ id: 'd-1', person: 3 }), deps)).toMatchObject({
      step: 'done',
    });
    expect(world.content('deadLetters')).toMatchObject([
      {
        attributes: {
          reason: text('invalid_signup'),
          eventId: text('d-1~1'),
          failedAt: text('2026-11-21T09:00:00.000Z'),
        },
      },
    ]);
    await expect(correctLetter(request({ id: 'd-1~1', person: 3 }), deps)).rejects.toThrow('1, 2');
    expect(await correctLetter(request({ id: 'd-1~1' }), deps)).toMatchObject({ step: 'done' });
    expect(events('deadLetters')).toEqual([]);
    expect(events('signups').map(({ id }) => id)).toEqual(['c-3~1', 'c-1~1', 'd-1~2']);
  });
});

/** A CloudEvents batch; `no` stands for an e-mail that breaks the schema. */
const batch = (...emails: readonly string[]): string =>
  JSON.stringify(
    emails.map((email, at) =>
      anEvent({ id: `b-${at + 1}`, data: { store: 'ok', customer: { email } } }),
    ),
  );

describe('a letter with a batch of events', () => {
  it('has the broken one corrected; the others go back, without it', async () => {
    const { world, deps, events } = openScene();
    world.put(aLetter({ id: 'd-1', body: batch('ada@example.com', 'no', 'cleo@example.com') }));
    expect(await correctLetter(request({ id: 'letter-1' }), deps)).toMatchObject({
      step: 'done',
      plan: { person: { number: 2, of: 3 }, rest: { entries: 2, to: 'signups' } },
    });
    expect(events('deadLetters')).toEqual([]);
    const [corrected, rest] = world.content('signups');
    const first = await consumed(corrected ?? { body: '', attributes: {} }, deps);
    expect(first.parts).toMatchObject([{ signup: { eventId: 'b-2~1' } }]);
    const others = await consumed(rest ?? { body: '', attributes: {} }, deps);
    expect(others.parts).toMatchObject([
      { signup: { eventId: 'b-1' } },
      { signup: { eventId: 'b-3' } },
    ]);
  });

  it('stays for an entry that is no event, which no correction can change', async () => {
    const { world, deps } = openScene();
    const list = [...(JSON.parse(batch('ada@example.com')) as object[]), { id: 'b-9' }];
    world.put(aLetter({ id: 'd-1', body: JSON.stringify(list) }));
    await expect(correctLetter(request({ id: 'letter-1' }), deps)).rejects.toThrow(
      'entry 2 cannot be read',
    );
  });
});

it('counts entries of a letter that are no people', async () => {
  const { world, deps } = openScene();
  const [one, other] = JSON.parse(people('ada@example.com', 'no')) as object[];
  const list = [one, { kind: 'skipped', id: 'c-9', why: 'none' }, other];
  world.put(aLetter({ id: 'd-1', body: delivered('till', JSON.stringify(list)) }));
  expect(await correctLetter(request({ id: 'd-1', execute: false }), deps)).toMatchObject({
    plan: { person: { number: 3, of: 3 }, rest: { entries: 1, to: 'signups' } },
  });
});

it('says so where the data of the broken person cannot be read', async () => {
  const { world, deps, events } = openScene();
  const [one] = JSON.parse(people('ada@example.com')) as object[];
  const list = [one, { kind: 'refused', id: 'c-9' }];
  world.put(aLetter({ id: 'd-1', body: delivered('till', JSON.stringify(list)) }));
  await expect(correctLetter(request({ id: 'd-1' }), deps)).rejects.toThrow(
    "The tool's own data of entry 2 cannot be read",
  );
  // The other one can be corrected. The letter stays for the unreadable one.
  await correctLetter(request({ id: 'd-1', person: 1, set: ['customer.name=Ada'] }), deps);
  expect(events('deadLetters').map(({ id }) => id)).toEqual(['d-1~1']);
});

it('keeps a corrected original in the archive: an import brings it back only by its id', async () => {
  const { world, deps, events } = openScene();
  world.put(aLetter({ body: direct() }));
  await correctLetter(request(), deps);
  expect(await importArchive({}, { remove: false }, deps)).toMatchObject({ read: 0 });
  expect(await importArchive({ ids: ['e-1'] }, { remove: false }, deps)).toMatchObject({
    imported: 1,
  });
  expect(events('deadLetters')).toEqual([JSON.parse(direct())]);
});

describe('killed or refused at any step', () => {
  const SCENES = [
    ['one person', direct(), ['e-1~1'], []],
    ['several people', delivered('till', people('ada@example.com', 'no')), ['c-2~1', 'd-1~1'], []],
    ['a batch', batch('ada@example.com', 'no'), ['b-2~1', 'b-1'], []],
    ['several broken people', delivered('till', people('no', 'nor')), ['c-2~1'], ['d-1~1']],
  ] as const;

  const idOf = (event: Event | readonly Event[]): string =>
    [event]
      .flat()
      .map(({ id }) => id)
      .join();

  const run = (
    scene: ReturnType<typeof openScene>,
    person: number | undefined,
    wrap: <T extends object>(port: T) => T = (port) => port,
  ) => {
    const { deadLetters, queue, sink, archive } = scene.deps;
    const ports = { deadLetters: wrap(deadLetters), queue: wrap(queue), sink: wrap(sink) };
    const deps = { ...scene.deps, ...ports, archive: wrap(archive) };
    const asked = request({ id: 'letter-1', ...(person !== undefined && { person }) });
    return correctLetter(asked, deps).catch(() => undefined);
  };

  it.each(SCENES)('%s: nothing is lost and nothing is doubled', async (_, body, sent, left) => {
    const person = ['c-2~1', 'b-2~1'].includes(sent[0]) ? 2 : undefined;
    const open = () => {
      const scene = openScene();
      scene.world.put(aLetter({ id: 'first', body }));
      return scene;
    };
    const counting = spoil('refused', 0);
    const whole = open();
    await run(whole, person, counting.wrap);
    expect(whole.events('deadLetters').map(idOf)).toEqual(left);
    for (const fault of PORT_FAULTS) {
      for (let at = 1; at <= counting.calls(); at += 1) {
        const scene = open();
        const { world, events, file } = scene;
        const isLeft = () => world.content('deadLetters').some((letter) => letter.body === body);
        const report = await run(scene, person, spoil(fault, at).wrap);
        // The letter goes last, after its copies.
        const onQueue = new Set(events('signups').map(idOf));
        const isSent = sent.every((id) => onQueue.has(id));
        expect(isLeft() || (isSent && file.length > 0), `${fault} ${at}`).toBe(true);
        expect(isLeft() && report?.step === 'done', `${fault} ${at}`).toBe(false);
        world.pass(3_600_000);
        await run(scene, person);
        const dead = events('deadLetters').map(idOf);
        expect(dead, `${fault} ${at}`).toEqual(left);
        // A message that is sent twice has the same body: `consume` finds nothing to change.
        const bodies = new Set(world.content('signups').map((message) => message.body));
        const ids = [...bodies].map((sentBody) => idOf(JSON.parse(sentBody) as Event));
        expect(ids, `${fault} ${at}`).toEqual(sent);
      }
    }
  });
});

describe('killed after sending, and made again', () => {
  const email = (value: string) => ({ set: [`customer.email=${value}@example.com`] });
  const scenes = ['archive', 'files', 'nothing'] as const;

  /** A correction whose last step, the removal of the letter, is refused. */
  async function begun(keptIn: (typeof scenes)[number]) {
    const scene = openScene();
    scene.world.put(aLetter({ id: 'e-1', body: direct() }));
    const { archive: _, ...withoutArchive } = scene.deps;
    const deps = {
      ...(keptIn === 'archive' ? scene.deps : withoutArchive),
      ...(keptIn === 'files' && {
        async *earlierLines() {
          yield* ['not a letter', ...scene.file];
        },
      }),
    };
    const stuck = { ...deps.deadLetters, remove: async () => new Set<string>() };
    const correct = async (value: string, execute = true, isStuck = true) => {
      scene.world.pass(3_600_000);
      const asked = request({ ...email(value), execute });
      return correctLetter(asked, { ...deps, ...(isStuck && { deadLetters: stuck }) });
    };
    const first = await correct('ada');
    expect(first?.step).toBe('not removed');
    return { ...scene, correct };
  }

  it.each(['archive', 'files'] as const)(
    'with other values sends a newer event, where a note is in the %s',
    async (keptIn) => {
      const { correct, events, world } = await begun(keptIn);
      expect((await correct('bob', false))?.plan).toMatchObject({
        eventId: 'e-1~2',
        earlier: 'e-1~1',
      });
      expect((await correct('bob'))?.plan.eventId).toBe('e-1~2');
      // A repetition of the latest, and then values that were sent before: newer than what is between.
      expect((await correct('bob'))?.plan).toMatchObject({ eventId: 'e-1~2' });
      const last = await correct('ada', true, false);
      expect(last).toMatchObject({ step: 'done', plan: { eventId: 'e-1~3', earlier: 'e-1~2' } });
      expect(events('signups').map(({ id }) => id)).toEqual(['e-1~1', 'e-1~2', 'e-1~2', 'e-1~3']);
      expect(world.content('deadLetters')).toEqual([]);
      const stamp = (id: string) => ({ id: `${id}\n/test`, time: 1 });
      expect(isNewer(stamp('e-1~3'), stamp('e-1~2'))).toBe(true);
    },
  );

  it.each(scenes)('with the same values sends the same event (%s)', async (keptIn) => {
    const { correct, world } = await begun(keptIn);
    const { plan } = (await correct('ada', true, false)) ?? {};
    expect(plan).toMatchObject({ eventId: 'e-1~1' });
    expect(plan).not.toHaveProperty('earlier');
    const bodies = world.content('signups').map(({ body }) => body);
    expect(bodies).toEqual([bodies[0], bodies[0]]);
  });

  it('is no correction of another person in the same letter', async () => {
    const scene = openScene();
    scene.world.put(aLetter({ body: delivered('till', people('no', 'nor')), id: 'first' }));
    const stuck = { ...scene.deps.deadLetters, remove: async () => new Set<string>() };
    const asked = { ...request(), id: 'letter-1' };
    await correctLetter({ ...asked, person: 1 }, { ...scene.deps, deadLetters: stuck });
    scene.world.pass(3_600_000);
    const second = await correctLetter({ ...asked, person: 2, execute: false }, scene.deps);
    expect(second?.plan.eventId).toBe('c-2~1');
    expect(second?.plan).not.toHaveProperty('earlier');
  });
});

describe('a letter of a LINE user', () => {
  const letter = (line: object): string => {
    const event = JSON.parse(delivered('form', 'phone=0912345678&name=Mei')) as { data: object };
    return JSON.stringify({ ...event, data: { ...event.data, line } });
  };

  it.each([
    ['what was typed', 1, [{ kind: 'email', value: 'mei@example.com' }]],
    // An operator has typed into it.
    ['what the token states', 2, undefined],
  ])('keeps after a correction what the user has proven: %s', async (_, person, proven) => {
    const scene = openScene();
    const { world, deps } = scene;
    const line = { userId: 'U1', email: 'mei@example.com', name: '小美' };
    world.put(aLetter({ id: 'd-1', body: letter(line) }));
    const set = ['customer.firstName=Mei'];
    const report = await correctLetter(request({ id: 'd-1', person, set }), deps);
    expect(report).toMatchObject({ step: 'done', plan: { person: { number: person, of: 2 } } });
    const [corrected] = world.content('signups');
    const { parts } = await consumed(corrected ?? { body: '', attributes: {} }, deps);
    expect(parts).toMatchObject([{ signup: { trust: 'anonymous', ...(proven && { proven }) } }]);
  });

  it('without an e-mail keeps the user id from customers who exist', async () => {
    const scene = openScene();
    const { world, deps } = scene;
    world.put(aLetter({ id: 'd-1', body: letter({ userId: 'U1' }) }));
    await correctLetter(request({ id: 'd-1', set: ['customer.firstName=Mei'] }), deps);
    expect(await only(scene)).toMatchObject({ signup: { proven: [] } });
  });
});
