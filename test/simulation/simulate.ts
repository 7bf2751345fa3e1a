import { createDigest } from '../../src/event/digest.ts';
import type { ConsumeDeps } from '../../src/consume/deps.ts';
import type { StoreState } from '../../src/rate-limit/state.ts';
import { judge } from './oracle/judge.ts';
import { type Said, type Schedule, START_MS } from './schedule.ts';
import { startConsumer } from './world/consumer.ts';
import { createQueueService } from './world/queue.ts';
import { eventOfPost, postOf } from './world/shop-webhooks.ts';
import { createShop, emailOf, phoneOf, strangerPhoneOf } from './world/shop.ts';
import type { Item } from './world/expressions.ts';
import { createTable } from './world/table.ts';
import { createWorld, type World } from './world/world.ts';

/** How one run ended. */
export interface Run {
  /** The broken promises, in words; empty when none is broken. */
  readonly violations: readonly string[];
  /** The trace, step by step. */
  readonly trace: readonly string[];
  readonly endedAt: number;
  /** How many messages were delivered by the calls of another one. */
  readonly joint: number;
  /** The longest time from a message's sending to its end, in milliseconds. */
  readonly longestMs: number;
}

export type Sabotage = (deps: ConsumeDeps, world: World) => ConsumeDeps;

const MAX_STEPS = 30_000;
const LEASE_MS = 60_000;
const digest = createDigest('simulation');
const STORE = 'tw';

const readerOf = (platform: Schedule['platform']): Promise<unknown> =>
  platform === 'shoplazza'
    ? import('../../src/platforms/shoplazza/find.ts')
    : import('../../src/platforms/shopline/find.ts');

/** Runs one schedule to its end in virtual time and judges it. */
export async function simulate(
  schedule: Schedule,
  sabotage: Sabotage = (deps) => deps,
): Promise<Run> {
  // The relay loads it at the first post of the shop. A module that is not there yet would take real time.
  await readerOf(schedule.platform);
  const world = createWorld(schedule);
  const { time, notes } = world;
  const token = tokens(world);
  let holders = 0;
  const newHolder = (): string => `h${(holders += 1)}`;
  const wakes: (() => void)[] = [];
  const queue = createQueueService(world, () => {
    for (const wake of wakes) wake();
  });
  const onWrite = (pk: string, item: Item): void => {
    if (pk.startsWith('store#')) notePause(world, item?.['state'] as StoreState | undefined);
    if (pk.startsWith('customer#')) noteLease(world, pk.split('#').at(-1) ?? '', item);
    const until = (item?.['lease'] as { readonly until: number } | undefined)?.until ?? 0;
    const longest = Math.max(...schedule.fleet.map(({ skewMs }) => skewMs));
    if (until > time.now() + longest + LEASE_MS) notes.violations.push('a lease beyond 60 s');
  };
  const table = createTable({ onWrite, now: time.now });
  const shop = createShop(
    world,
    token.valid,
    postChanges(world, (message) => queue.send(message)),
  );
  const parameter = (): string =>
    JSON.stringify({
      platform: schedule.platform,
      baseUrl: 'https://shop.example/v1',
      accessToken: token.known(),
      country: 'TW',
      ...(schedule.hasTightLimit && { limits: [{ perSecond: 1, burst: 2 }] }),
    });
  schedule.fleet.forEach((worker, index) => {
    const around = { world, table, queue, shop, digest, parameter, newHolder };
    wakes.push(
      startConsumer({ ...around, sabotage: (deps) => sabotage(deps, world) }, worker, index),
    );
  });
  sendAll(world, (message) => queue.send(message));
  const isOver = await time.run(MAX_STEPS);
  judge(world, { isOver, queue, shop, table });
  const joint = notes.reports.filter(
    ({ report }) => report.callsOf !== undefined && 'customerId' in report,
  ).length;
  return {
    violations: notes.violations,
    trace: world.trace,
    endedAt: time.now(),
    joint,
    longestMs: longestOf(world),
  };
}

function longestOf({ schedule, notes: { reports } }: World): number {
  const ends = schedule.said.flatMap(({ sentAtMs }, event) =>
    sentAtMs.map((ms, copy) => {
      const own = reports.filter(({ root }) => root === `e${event}.${copy}`);
      const done = own.find(({ report }) => isOver(report.outcome));
      return (done?.at ?? Infinity) - START_MS - ms;
    }),
  );
  return Math.max(...ends);
}

const isOver = (outcome: string): boolean => outcome !== 'postponed' && outcome !== 'crashed';

function tokens({ schedule, time }: World) {
  const changes = schedule.troubles.filter((trouble) => trouble.kind === 'token');
  const countAt = (sinceMs: number, lagOf: (change: (typeof changes)[number]) => number): string =>
    `token-${changes.filter((change) => change.atMs + lagOf(change) <= sinceMs).length}`;
  return {
    valid: () => countAt(time.now() - START_MS, () => 0),
    known: () => countAt(time.now() - START_MS, (change) => change.knownAfterMs),
  };
}

function notePause({ time, notes }: World, state: StoreState | undefined): void {
  const open = notes.pauses.find(({ until }) => until === Infinity);
  if (state?.pause && !open) notes.pauses.push({ from: time.now(), until: Infinity });
  if (!state?.pause && open) open.until = time.now();
}

function noteLease({ time, notes }: World, customerId: string, item: Item | undefined): void {
  const lease = item?.['lease'] as { readonly holder: string } | undefined;
  const last = notes.leases.findLast((each) => each.customerId === customerId);
  if (last && lease === undefined) last.isEnded = true;
  if (lease === undefined || lease.holder === last?.holder) return;
  notes.leases.push({ customerId, holder: lease.holder, at: time.now(), isEnded: false });
}

function sendAll(world: World, send: Send): void {
  world.schedule.said.forEach((said, event) => {
    said.sentAtMs.forEach((atMs, copy) => {
      world.time.after(atMs, () => {
        const root = `e${event}.${copy}`;
        world.say('world', `sends ${root}`);
        send({
          body: JSON.stringify(eventOf(said, event)),
          attributes: { root: { type: 'String', value: root } },
          delayMs: 0,
        });
      });
    });
  });
}

type Send = ReturnType<typeof createQueueService>['send'];

/** The webhooks of the shop, as `receive` puts them on the queue: `w0`, `w1`, … */
function postChanges({ schedule, time, say }: World, send: Send): Parameters<typeof createShop>[2] {
  const { postsAfterMs = [], platform } = schedule;
  let posts = 0;
  if (postsAfterMs.length === 0) return undefined;
  return (customer, isRemoved) => {
    const name = `w${posts}`;
    const post = postOf(platform, customer, isRemoved);
    time.after(postsAfterMs[posts % postsAfterMs.length] ?? 0, () => {
      say('world', `sends ${name}: ${JSON.stringify(post)}`);
      send({
        body: JSON.stringify(eventOfPost(post, STORE, name)),
        attributes: { root: { type: 'String', value: name } },
        delayMs: 0,
      });
    });
    posts += 1;
  };
}

/** Minutes before the start, as a time. */
const timeOf = (minute: number): number => START_MS - minute * 60_000;
const isoOf = (minute: number): string => new Date(timeOf(minute)).toISOString();

function eventOf(said: Said, event: number): object {
  const consentOf = (channel: Said['email']) =>
    channel && {
      state: channel.state,
      ...(channel.minute !== undefined && { at: isoOf(channel.minute) }),
    };
  const consent = { email: consentOf(said.email), sms: consentOf(said.sms) };
  return {
    specversion: '1.0',
    id: `e${event}`,
    source: '/simulation',
    type: said.type,
    ...(said.minute !== undefined && { time: isoOf(said.minute) }),
    data: {
      store: STORE,
      customer: {
        email: emailOf(said.person),
        ...(said.hasPhone && { phone: phoneOf(said.person) }),
        ...(said.anonymous === 'stranger' && { phone: strangerPhoneOf(said.person) }),
        name: said.name,
        note: said.note,
        ...(said.tag !== undefined && { tags: [said.tag] }),
      },
      ...((said.email ?? said.sms) && { consent }),
      ...(said.anonymous && { options: { trust: 'anonymous' } }),
    },
  };
}
