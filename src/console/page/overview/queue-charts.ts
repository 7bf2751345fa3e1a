import type { HistoryPoint } from '../../responses.ts';
import { el, fill } from '../dom.ts';
import { duration } from '../../../cli/output/format.ts';
import { grouped } from '../../../util/counted.ts';
import { MINUTE, zoneOf } from '../format.ts';
import { chart } from '../components/chart.ts';
import { choice } from '../components/choice.ts';
import type { ChartOptions, Point } from '../components/plot-options.ts';
import type { QueueStore } from './queue-store.ts';

const SPANS = [
  { value: 15 * MINUTE, text: '15 min' },
  { value: 60 * MINUTE, text: '1 h' },
  { value: 360 * MINUTE, text: '6 h' },
] as const;

interface QueueChart extends Omit<ChartOptions, 'format' | 'least'> {
  /** Ages need CloudWatch: without it the chart is hidden. */
  readonly ofAges?: boolean;
  readonly valuesOf: (point: HistoryPoint) => Point['values'];
}

const CHARTS: readonly QueueChart[] = [
  {
    title: 'Signups',
    unit: 'messages',
    lines: [
      { name: 'waiting', colour: '--line-1' },
      { name: 'in flight', colour: '--line-2' },
      { name: 'delayed', colour: '--line-3', dash: [6, 4] },
    ],
    valuesOf: ({ signups }) => [signups.waiting, signups.inFlight, signups.delayed],
  },
  {
    title: 'Dead letters',
    unit: 'messages',
    // A refresh makes all letters in flight for a moment. The waiting ones alone would look like an empty queue.
    lines: [
      { name: 'all', colour: '--line-4' },
      { name: 'in flight', more: 'being read or replayed', colour: '--line-3', dash: [6, 4] },
    ],
    valuesOf: ({ deadLetters }) => [allOf(deadLetters), rounded(deadLetters.inFlight)],
  },
  {
    title: 'Age of the oldest signup',
    unit: 'time',
    lines: [{ name: 'age', colour: '--line-1' }],
    ofAges: true,
    valuesOf: ({ oldestSignupMs }) => [oldestSignupMs],
  },
  {
    title: 'Age of the oldest dead letter',
    unit: 'time',
    lines: [{ name: 'age', colour: '--line-4' }],
    ofAges: true,
    valuesOf: ({ oldestDeadLetterMs }) => [oldestDeadLetterMs],
  },
];

/** CloudWatch averages are fractions. */
const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value);

const allOf = ({
  waiting,
  inFlight = 0,
  delayed = 0,
}: HistoryPoint['deadLetters']): number | undefined =>
  waiting === undefined ? undefined : Math.round(waiting + inFlight + delayed);

interface QueueCharts {
  readonly element: HTMLElement;
  readonly update: (now: number) => void;
  readonly close: () => void;
}

/** Message counts of both queues and ages of their oldest messages, over the same time. */
export function queueCharts(store: QueueStore): QueueCharts {
  let span: number = SPANS[0].value;
  let lastNow = Date.now();
  const charts = CHARTS.map((options) => {
    const isTime = options.unit === 'time';
    const format = isTime ? duration : grouped;
    const { element, update, close } = chart({ ...options, format, least: isTime ? MINUTE : 5 });
    return { options, element, update, close };
  });
  const note = el('p', { class: 'quiet note', hidden: true });

  const update = (now: number): void => {
    lastNow = now;
    const from = now - span;
    const all = store.points(from);
    const ages = store.ages(from);
    const history = store.history();
    const text = (history?.state === 'none' ? history.why : history?.note) ?? '';
    for (const one of charts) {
      const { element, options } = one;
      const { valuesOf, ofAges = false } = options;
      element.hidden = ofAges && history?.state !== 'read';
      if (element.hidden) continue;
      const points = (ofAges ? ages : all).map((point) => ({
        at: point.at,
        values: valuesOf(point),
      }));
      one.update(points, from, now);
    }
    fill(note, text);
    note.hidden = text === '';
  };
  const spans = choice('Time shown', SPANS, span, (value) => {
    span = value;
    update(lastNow);
  });
  const element = el(
    'section',
    { 'aria-labelledby': 'queues', class: 'of-queues' },
    el(
      'div',
      { class: 'head' },
      el(
        'div',
        { class: 'named' },
        el('h2', { id: 'queues' }, 'Queues over time'),
        el('span', { class: 'quiet' }, `Times in ${zoneOf(Date.now())}`),
      ),
      spans,
    ),
    el('div', { class: 'charts' }, ...charts.map((one) => one.element)),
    note,
  );
  return {
    element,
    update,
    close: () => {
      for (const one of charts) one.close();
    },
  };
}
