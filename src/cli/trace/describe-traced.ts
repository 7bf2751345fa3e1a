import { paint, type Screen } from '../output/table.ts';
import { describeStory } from './describe-story.ts';
import type { KnownCustomer } from './find-customers.ts';
import type { Traced } from './trace-signups.ts';
import { duration, timeOf } from '../output/format.ts';
import { counted } from '../../util/counted.ts';
import { harmless } from '../../util/harmless.ts';

/** The result of a trace as text. */
export function describeTraced(traced: Traced, screen: Screen): string {
  const { customers, signups, searched } = traced;
  const ago = duration(searched.until - searched.from);
  if (customers.length === 0 && signups.length === 0) return describeNothing(traced, ago);
  return [
    ...customers.map((customer) => describeCustomer(customer, screen)),
    ...signups.map((story) => describeStory(story, screen)),
    `${counted(signups.length, 'signup')} in the logs of the last ${ago}. All times are UTC.${unseen(traced)}`,
  ].join('\n\n');
}

function describeCustomer(customer: KnownCustomer, screen: Screen): string {
  const { store, customerId, formerCustomerId, events } = customer;
  const head = `${paint(screen, 'bold', `customer ${harmless(customerId ?? 'unknown')}`)}  in store ${harmless(store)}`;
  const facts = [
    formerCustomerId !== undefined &&
      `earlier customer ${harmless(formerCustomerId)} was deleted in the shop`,
    customerId === undefined &&
      customer.creatingSince !== undefined &&
      `a create was sent before ${timeOf(customer.creatingSince)}, and no answer came`,
    customer.takenSince !== undefined &&
      `since ${timeOf(customer.takenSince)} the shop reports this contact as taken, but does not show the customer`,
    customer.leasedUntil !== undefined &&
      `leased by an attempt until ${timeOf(customer.leasedUntil)}: this state may be stale`,
    ...events.map(
      ({ eventId, source, time, fields }) =>
        `${timeOf(time)}  ${source === '' ? 'the shop itself' : `event ${harmless(eventId)} from ${harmless(source)}`} set ${counted(fields, 'field')}`,
    ),
  ].filter((fact) => fact !== false);
  return [head, ...facts.map((fact) => `  ${fact}`)].join('\n');
}

function describeNothing({ label, searched }: Traced, ago: string): string {
  const stores = searched.stores.length === 0 ? 'no store' : harmless(searched.stores.join(', '));
  const places = [
    `the logs of receive and consume since ${timeOf(searched.from)} (${ago})`,
    ...(searched.wholeDeadLetterQueue === undefined ? [] : ['the dead-letter queue']),
    ...(searched.asContact ? [`the ledger, stores: ${stores}`] : []),
  ];
  return [
    `Nothing was found about ${harmless(label)}.`,
    ``,
    `Searched`,
    ...places.map((place) => `  ${place}`),
    ``,
    `Check`,
    `  the time: --since 30d searches further back; older logs are deleted`,
    `  the relay: --stage or --env must name the relay that received the signup`,
    `  the store: a phone without calling code needs the store's country`,
    `  the sender: a refused delivery has no id, only a line "refused" in the log of receive`,
    ...(unseen({ searched }) === '' ? [] : [unseen({ searched }).trim()]),
  ].join('\n');
}

/** The part that was not searched. */
function unseen({ searched }: Pick<Traced, 'searched'>): string {
  if (searched.wholeDeadLetterQueue === undefined) {
    return ' The dead-letter queue was not searched: DEAD_LETTER_QUEUE_URL is not set.';
  }
  return searched.wholeDeadLetterQueue
    ? ''
    : ' Not all dead letters were seen: another command or function is reading some.';
}
