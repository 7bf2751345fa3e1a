import { REFUSED_NAME } from '../schedule.ts';
import type { DeadLetter, World } from '../world/world.ts';
import { emailOf } from '../world/shop.ts';
import type { Remains } from './judge.ts';

const DELIVERED = new Set(['created', 'updated', 'unchanged', 'skipped']);

/** The messages that were sent, by name: `e0.1` is the second copy of event 0. */
export const rootsOf = ({ schedule }: World): readonly string[] =>
  schedule.said.flatMap(({ sentAtMs }, event) => sentAtMs.map((_, copy) => `e${event}.${copy}`));

export const eventOf = (root: string): number => Number(/\d+/.exec(root)?.[0] ?? 0);

/** The messages whose event reached its customer, or is remembered for one. */
export const deliveredRoots = ({ notes }: World): ReadonlySet<string> =>
  new Set(
    notes.reports.filter(({ report }) => DELIVERED.has(report.outcome)).map(({ root }) => root),
  );

/** The messages that are remembered for a customer to come, and reached none. */
export const rememberedRoots = ({ notes }: World): ReadonlySet<string> => {
  const reached = notes.reports.filter(({ report }) => 'customerId' in report);
  const skipped = notes.reports.filter(({ report }) => report.outcome === 'skipped');
  const roots = new Set(reached.map(({ root }) => root));
  return new Set(skipped.map(({ root }) => root).filter((root) => !roots.has(root)));
};

/** The messages whose refusals hold: also those that became dead letters for another reason. @param only that one. */
export const refusedRoots = (world: World, only?: string): ReadonlySet<string> =>
  new Set([
    ...(only === undefined ? deliveredRoots(world) : []),
    ...world.notes.deadLetters
      .filter(({ reason }) => only === undefined || reason === only)
      .filter(({ detail }) => detail?.startsWith('the refusal was applied') === true)
      .map(({ root }) => root),
  ]);

/** Every message is delivered, or is a dead letter with a correct reason. */
export function judgeMessages(world: World, { queue }: Remains): readonly string[] {
  const delivered = deliveredRoots(world);
  const { deadLetters } = world.notes;
  const dead = new Set(deadLetters.map(({ root }) => root));
  const lost = rootsOf(world).filter((root) => !delivered.has(root) && !dead.has(root));
  return [
    ...(queue.isEmpty() ? [] : ['a message is still on the queue']),
    ...lost.map((root) => `${root} is lost`),
    ...wronglySkipped(world).map((root) => `${root} is skipped, and says more than a refusal`),
    ...unheard(world).map(
      ({ root }) => `${root} is a dead letter, and its refusal was not applied`,
    ),
    ...deadLetters
      .filter((letter) => !isJustified(world, letter))
      .map(({ root, reason, detail }) => `${root} is a dead letter: ${reason} (${detail})`),
  ];
}

/** Only what refuses, and says nothing else, needs no customer. */
const wronglySkipped = ({ notes, schedule }: World): readonly string[] =>
  notes.reports
    .filter(({ report }) => report.outcome === 'skipped')
    .map(({ root }) => root)
    .filter((root) => {
      const said = schedule.said[eventOf(root)];
      const states = new Set([said?.email?.state, said?.sms?.state]);
      const saysMore = [said?.name, said?.note, said?.tag].some((field) => field !== undefined);
      return (
        said?.type !== 'customer.updated' ||
        saysMore ||
        !states.has('denied') ||
        states.has('granted')
      );
    });

/** A refusal is applied before its message becomes a dead letter, as long as the shop answers at all. */
const unheard = ({ notes, schedule }: World): readonly DeadLetter[] =>
  notes.deadLetters.filter(({ root, reason, detail }) => {
    const said = schedule.said[eventOf(root)];
    const refuses = [said?.email?.state, said?.sms?.state].includes('denied');
    const isFinal = reason === 'rejected' || reason === 'customer_not_found';
    return refuses && isFinal && detail?.startsWith('the refusal was applied') !== true;
  });

/**
 * No fault of a run is a correct reason. Only two events are. One has a value that every shop rejects; the other
 * updates a person that does not exist.
 */
function isJustified(world: World, { root, reason, at }: DeadLetter): boolean {
  const { schedule, notes } = world;
  const said = schedule.said[eventOf(root)];
  if (reason === 'rejected') return said?.name === REFUSED_NAME;
  if (reason !== 'customer_not_found' || said?.type !== 'customer.updated') return false;
  const email = emailOf(said.person);
  const created = notes.calls.filter(
    (call) => call.operation === 'create' && call.isWritten && call.person === email,
  );
  const existed = schedule.existing.some(({ person }) => person === said.person);
  const isDeleted = schedule.troubles.some(
    (trouble) => trouble.kind === 'deleted' && trouble.person === said.person,
  );
  return isDeleted || (!existed && created.every((call) => call.at > at - 60_000));
}
