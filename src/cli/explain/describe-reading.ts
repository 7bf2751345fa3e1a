import { harmless } from '../../util/harmless.ts';
import { cut, widthOf } from '../output/text.ts';
import type { ExplainedReading } from './explained.ts';

/** Values that are listed; `--json` has all. */
const MOST_SHOWN = 60;
/** Columns of a place; a longer one moves its value to the right. */
const WIDEST_PLACE = 40;
/** Columns of a value. */
const WIDEST_VALUE = 60;

/** What a custom source read of the event itself, which places hold nothing, and what no rule reads. */
export function describeReading(reading: ExplainedReading | undefined): readonly string[] {
  if (reading === undefined) return [];
  const { event, nothing, unread, people, isUnfetched = false } = reading;
  const shown = unread.slice(0, MOST_SHOWN);
  const width = Math.min(WIDEST_PLACE, Math.max(0, ...shown.map(({ place }) => widthOf(place))));
  const lines = shown.flatMap(({ place, value, suggestion }) => [
    `  ${harmless(place)}${' '.repeat(Math.max(0, width - widthOf(place)))}  ${show(value)}`,
    ...(suggestion === undefined
      ? []
      : [`      to read it, add to \`fields\`: ${harmless(suggestion)}`]),
  ]);
  const more = unread.length - shown.length;
  return [
    ...(event.length > 0
      ? [
          `Of the event itself:\n${event.map(({ part, place, value }) => `  ${part} = ${show(value)}, from ${harmless(place)}`).join('\n')}`,
        ]
      : []),
    ...(nothing.length > 0
      ? [
          `Found nothing:\n${nothing.map(({ place, text }) => `  ${harmless(`${place}: ${text}`)}`).join('\n')}`,
        ]
      : []),
    ...(people === undefined
      ? []
      : [
          `${harmless(people)} is a list. If each of its records is a person, add to \`delivery\`: "people": ${harmless(JSON.stringify(people))}\n  The places in \`fields\` then begin inside one person.`,
        ]),
    ...(unread.length > 0
      ? [
          `Not read:\n${[...lines, ...(more > 0 ? [`  … and ${more} more; --json shows them`] : [])].join('\n')}`,
        ]
      : []),
    ...(unread.length > 0 || isUnfetched ? [] : ['Every value of the delivery is read.']),
  ];
}

const show = (value: unknown): string => cut(harmless(JSON.stringify(value)), WIDEST_VALUE);
