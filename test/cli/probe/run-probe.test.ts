import { statSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planOf } from '../../../src/cli/probe/plan.ts';
import { MAX_CALLS } from '../../../src/cli/probe/probe-calls.ts';
import { createHttp, type Http, HttpError } from '../../../src/http/http.ts';
import { openProbedShop } from '../../support/a-probe.ts';

const http = createHttp();

/** Ends the process at its n-th call: before the call is made, or after the shop has carried it out. */
function killedAt(call: number, moment: 'before' | 'after'): Http {
  let calls = 0;
  return async (request) => {
    calls += 1;
    if (calls === call && moment === 'before') throw new Error('killed');
    const answer = await http(request);
    if (calls === call) throw new Error('killed');
    return answer;
  };
}

/** Loses the answer of the n-th call. */
function silentAt(call: number): Http {
  let calls = 0;
  return async (request) => {
    const answer = await http(request);
    calls += 1;
    if (calls === call) throw new HttpError('ECONNRESET', true);
    return answer;
  };
}

describe.each(['v1', '2022-01', '2026-07'])('a probe of a shop that speaks %s', (version) => {
  let world: Awaited<ReturnType<typeof openProbedShop>>;
  const platform = version === 'v1' ? 'shopline' : 'shoplazza';
  beforeAll(async () => {
    world = await openProbedShop(version);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.shop.reset();
  });
  const ids = () =>
    world.shop
      .customers()
      .map(({ id }) => id)
      .toSorted();
  const made = () => world.shop.calls().map(({ method, route }) => `${method} ${route}`);

  it.each([
    {},
    { unique: false, searchLagMs: 90_000, nullOnUpdate: 'refused' },
    { unique: true, searchLagMs: 59_000, emailCase: 'exact', uniqueEmailCase: 'exact' },
  ] as const)('makes no call that its dry run does not show, with %j', async (knobs) => {
    world.shop.set(knobs);
    const { calls } = await world.probe(world.newFile());
    const plan = planOf(platform);
    const counts = Map.groupBy(made(), (call) => call);
    for (const [call, all] of counts) {
      const planned = plan.filter((one) => one.call === call).map(({ most }) => most);
      expect({
        call,
        isPlanned: all.length <= planned.reduce((sum, most) => sum + most, 0),
      }).toEqual({ call, isPlanned: true });
    }
    expect(calls).toBe(made().length);
    expect(plan.reduce((sum, { most }) => sum + most, 0)).toBeLessThanOrEqual(MAX_CALLS);
  });

  it('leaves half of the rate to the relay', async () => {
    await world.probe(world.newFile());
    const times = world.shop.calls().map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBe(platform === 'shopline' ? 100 : 1_000);
  });

  it('keeps what it makes in a file of its owner, and sends no message', async () => {
    const file = world.newFile();
    const { staying, removed } = await world.probe(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect('notifications' in world.shop ? world.shop.notifications() : []).toEqual([]);
    expect(ids()).toEqual([...staying].toSorted());
    expect(removed > 0).toBe(platform === 'shopline');
    expect(staying.length > 0).toBe(platform === 'shoplazza');
  });

  it('writes no contact into its facts, and says what no call can find', async () => {
    const { facts } = await world.probe(world.newFile());
    expect(JSON.stringify(facts)).not.toMatch(/relay-probe|example\.org|9000000/i);
    expect(facts?.unknown.map(({ fact }) => fact)).toContain('updatedAtOnClick');
  });

  it.each(['before', 'after'] as const)(
    'goes on after a kill at any call (%s it), and finds and removes the same',
    async (moment) => {
      const knobs = { unique: moment === 'before' };
      world.shop.set(knobs);
      const { facts, calls } = await world.probe(world.newFile());
      // Every call once, and in the other cases some of them.
      const step = moment === 'after' && version !== '2026-07' ? 1 : 5;
      for (let at = 1; at <= calls; at += step) {
        world.shop.reset();
        world.shop.set(knobs);
        const file = world.newFile();
        await expect(world.probe(file, { http: killedAt(at, moment) })).rejects.toThrow('killed');
        const again = await world.probe(file);
        expect({ at, facts: again.facts?.facts }).toEqual({ at, facts: facts?.facts });
        expect(again.uncertain).toEqual([]);
        expect(ids()).toEqual([...again.staying].toSorted());
        expect(again.staying.length > 0).toBe(platform === 'shoplazza');
      }
    },
  );

  it('finds a create without an answer in the end, also where the list is late', async () => {
    world.shop.set({ searchLagMs: 15_000 });
    const file = world.newFile();
    // After two calls that look around.
    const stopped = await world.probe(file, { http: silentAt(3) });
    expect(stopped).toMatchObject({ stopped: 'a call got no answer' });
    expect(stopped.uncertain).toEqual(['Relay-Probe-1@probe.example.org']);
    const again = await world.probe(file);
    expect(again.uncertain).toEqual([]);
    expect(ids()).toEqual([...again.staying].toSorted());
  });

  it.each([500, 501, 520])(
    'takes no create that was answered with %d for a refusal: the shop may have carried it out',
    async (status) => {
      const file = world.newFile();
      let creates = 0;
      // The third create is the one that a shop with unique e-mails would refuse.
      const failing: Http = async (request) => {
        const answer = await http(request);
        if (request.method === 'POST') creates += 1;
        return request.method === 'POST' && creates === 3
          ? { ...answer, status, body: '' }
          : answer;
      };
      world.shop.set({ unique: false });
      const again = await world.probe(file, { http: failing });
      expect(again.facts?.facts).toMatchObject({ unique: false });
      expect(again.uncertain).toEqual([]);
      expect(ids()).toEqual([...again.staying].toSorted());
    },
  );

  it.each(['GET', 'POST'])(
    'stops before another customer where a second run with the same file begins at its first %s',
    async (method) => {
      const file = world.newFile();
      world.shop.set({ unique: false });
      let posts = 0;
      let second: unknown;
      const overtaken: Http = async (request) => {
        if (request.method === 'POST') posts += 1;
        if (second === undefined && request.method === method) {
          second = false;
          second = await world.probe(file).catch((error: unknown) => error);
        }
        return http(request);
      };
      await expect(world.probe(file, { http: overtaken })).rejects.toThrow(
        /^Another run writes .*, too|invented people already/,
      );
      expect(posts).toBe(method === 'GET' ? 0 : 1);
      const after = await world.probe(file);
      expect(after.uncertain).toEqual([]);
      expect(ids()).toEqual([...after.staying].toSorted());
    },
  );

  it('stops at Ctrl-C before the next call, and goes on later', async () => {
    const stop = new AbortController();
    const file = world.newFile();
    let calls = 0;
    const stopping: Http = async (request) => {
      if ((calls += 1) === 9) stop.abort();
      return http(request);
    };
    const stopped = await world.probe(file, { http: stopping, signal: stop.signal });
    expect(stopped).toMatchObject({ stopped: 'you stopped it', calls: 9 });
    expect((await world.probe(file)).facts).toBeDefined();
  });

  it('refuses a shop that has an invented contact, before it writes', async () => {
    world.shop.seed({ email: 'Ada@PROBE.example.org' });
    await expect(world.probe(world.newFile())).rejects.toThrow(
      /^a-store has a customer with an e-mail or a phone of the invented people already\. Nothing was written\./,
    );
    expect(made().filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  it('refuses a shop that has an invented number', async () => {
    world.shop.seed(
      platform === 'shopline'
        ? { mobile_phone: '0900000039', mobile_phone_country_calling_code: '886' }
        : { phone: '+886900000039' },
    );
    await expect(world.probe(world.newFile())).rejects.toThrow(/invented people already/);
  });

  it('refuses a shop of more than 200 customers, unless the user says that it is for tests', async () => {
    for (let at = 0; at < 201; at++) world.shop.seed({ email: `c${at}@example.com` });
    await expect(world.probe(world.newFile())).rejects.toThrow(
      /^a-store has more than 200 customers, as a shop in use has\. Nothing was written\./,
    );
    expect(made().filter((call) => !call.startsWith('GET'))).toEqual([]);
    const { facts } = await world.probe(world.newFile(), { isTestShop: true });
    expect(facts).toBeDefined();
  });

  it('refuses a large shop that has one of its people, too', async () => {
    for (let at = 0; at < 201; at++) world.shop.seed({ email: `c${at}@example.com` });
    world.shop.seed({ email: 'relay-probe-2@probe.example.org' });
    await expect(world.probe(world.newFile(), { isTestShop: true })).rejects.toThrow(
      /invented people already/,
    );
  });

  it('refuses a token that may not write', async () => {
    world.shop.set({
      faults: ({ method }) => (method === 'GET' ? undefined : { kind: 'answer', status: 403 }),
    });
    await expect(world.probe(world.newFile())).rejects.toThrow(
      /^The token of a-store may not write customers: the shop answered 403, and nothing was written\./,
    );
    expect(world.shop.customers()).toEqual([]);
  });

  it('refuses a token that the shop refuses', async () => {
    world.shop.set({ faults: () => ({ kind: 'answer', status: 401 }) });
    await expect(world.probe(world.newFile())).rejects.toThrow(/answered 401/);
  });
});
