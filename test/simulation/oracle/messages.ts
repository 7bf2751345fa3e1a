import { REFUSED_NAME } from '../schedule.ts';
import type { DeadLetter, World } from '../world/world.ts';
import { emailOf } from '../world/shop.ts';
import type { Remains } from './judge.ts';

const DELIVERED = new Set(['created', 'updated', 'unchanged']);

/** The messages that were sent, by name: `e0.1` is the second copy of event 0. */
export const rootsOf = ({ schedule }: World): readonly string[] =>
  schedule.said.flatMap(({ sentAtMs }, event) => sentAtMs.map((_, copy) => `e${event}.${copy}`));

export const eventOf = (root: string): number => Number(/\d+/.exec(root)?.[0] ?? 0);

/** The messages whose event reached its customer. */
export const deliveredRoots = ({ notes }: World): ReadonlySet<string> =>
  new Set(
    notes.reports.filter(({ report }) => DELIVERED.has(report.outcome)).map(({ root }) => root),
  );

/** Every message is delivered, or is a dead letter with a correct reason. */
export function judgeMessages(world: World, { queue }: Remains): readonly string[] {
  const delivered = deliveredRoots(world);
  const { deadLetters } = world.notes;
  const dead = new Set(deadLetters.map(({ root }) => root));
  const lost = rootsOf(world).filter((root) => !delivered.has(root) && !dead.has(root));
  return [
    ...(queue.isEmpty() ? [] : ['a message is still on the queue']),
    ...lost.map((root) => `${root} is lost`),
    ...deadLetters
      .filter((letter) => !isJustified(world, letter))
      .map(({ root, reason, detail }) => `${root} is a dead letter: ${reason} (${detail})`),
  ];
}

/**
 * No fault of a run is a correct reason. Only two events are: one with a value that every shop rejects, and an update of
 * a person that does not exist.
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
