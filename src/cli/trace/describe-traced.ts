import { paint, type Screen } from '../output/table.ts';
import { describeStory } from './describe-story.ts';
import type { KnownCustomer } from './find-customers.ts';
import type { Traced } from './trace-signups.ts';
import { counted, duration, timeOf } from '../output/format.ts';
import { harmless } from '../output/text.ts';

/** Everything that was found, for people. */
export function describeTraced(traced: Traced, screen: Screen): string {
  const { customers, signups, searched } = traced;
  const ago = duration(searched.until - searched.from);
  if (customers.length === 0 && signups.length === 0) return describeNothing(traced, ago);
  return [
    ...customers.map((customer) => describeCustomer(customer, screen)),
    ...signups.map((story) => describeStory(story, screen)),
    `${counted(signups.length, 'signup')} in the log of the last ${ago}. All times are UTC.${doubt(traced)}`,
  ].join('\n\n');
}

function describeCustomer(customer: KnownCustomer, screen: Screen): string {
  const { store, customerId, formerCustomerId, events } = customer;
  const head = `${paint(screen, 'bold', `customer ${harmless(customerId ?? 'unknown')}`)}  in store ${store}`;
  const facts = [
    formerCustomerId !== undefined &&
      `belonged to customer ${harmless(formerCustomerId)}, who was deleted in the shop`,
    customer.creatingSince !== undefined &&
      `a create was sent by ${timeOf(customer.creatingSince)} and never answered`,
    customer.takenSince !== undefined &&
      `since ${timeOf(customer.takenSince)} the shop says that somebody has this contact`,
    customer.leasedUntil !== undefined &&
      `an attempt is at work until ${timeOf(customer.leasedUntil)}`,
    ...events.map(
      ({ eventId, source, time, fields }) =>
        `${timeOf(time)}  ${harmless(eventId)} of ${harmless(source)} set ${counted(fields, 'field')}`,
    ),
  ].filter((fact) => fact !== false);
  return [head, ...facts.map((fact) => `  ${fact}`)].join('\n');
}

function describeNothing({ label, searched }: Traced, ago: string): string {
  const stores = searched.stores.length === 0 ? 'no store' : searched.stores.join(', ');
  const places = [
    `the logs of receive and consume, from ${timeOf(searched.from)} UTC on (${ago})`,
    ...(searched.wholeDeadLetterQueue === undefined ? [] : ['the dead-letter queue']),
    ...(searched.asContact ? [`the ledger, for the stores ${stores}`] : []),
  ];
  return [
    `Nothing is known about ${label}.`,
    ``,
    `Looked in`,
    ...places.map((place) => `  ${place}`),
    ``,
    `Check`,
    `  the time: --since 30d looks further back; the logs themselves end at their retention`,
    `  the place: --stage or --env names the relay that got the signup`,
    `  the store: a national phone is read by the country of the store's configuration`,
    `  the sender: a delivery that was refused leaves no id, only a line "refused" in the log of receive`,
    ...(doubt({ searched }) === '' ? [] : [doubt({ searched }).trim()]),
  ].join('\n');
}

/** What was not seen. */
function doubt({ searched }: Pick<Traced, 'searched'>): string {
  if (searched.wholeDeadLetterQueue === undefined) {
    return ' The dead-letter queue was not looked at: DEAD_LETTER_QUEUE_URL is not set.';
  }
  return searched.wholeDeadLetterQueue
    ? ''
    : ' Somebody else holds some of the dead letters: not all of them were seen.';
}
