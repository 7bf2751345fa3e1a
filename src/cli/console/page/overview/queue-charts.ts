import type { HistoryPoint } from '../../answers.ts';
import { el, fill } from '../dom.ts';
import { count, duration, MINUTE } from '../format.ts';
import { chart } from '../parts/chart.ts';
import { choice } from '../parts/choice.ts';
import type { ChartOptions, Point } from '../parts/plot-options.ts';
import type { QueueStore } from './queue-store.ts';

const SPANS = [
  { value: 15 * MINUTE, text: '15 min' },
  { value: 60 * MINUTE, text: '1 h' },
  { value: 360 * MINUTE, text: '6 h' },
] as const;

interface QueueChart extends Omit<ChartOptions, 'format' | 'least'> {
  /** Only CloudWatch knows these. */
  readonly ofHistory?: boolean;
  readonly pick: (point: HistoryPoint) => Point['values'];
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
    pick: ({ signups }) => [signups.waiting, signups.inFlight, signups.delayed],
  },
  {
    title: 'Dead letters',
    unit: 'messages',
    lines: [
      { name: 'waiting', colour: '--line-4' },
      { name: 'in hand', colour: '--line-3', dash: [6, 4] },
    ],
    pick: ({ deadLetters }) => [deadLetters.waiting, deadLetters.inFlight],
  },
  {
    title: 'Age of the oldest signup',
    unit: 'time',
    lines: [{ name: 'age', colour: '--line-1' }],
    ofHistory: true,
    pick: ({ oldestSignupMs }) => [oldestSignupMs],
  },
  {
    title: 'Age of the oldest dead letter',
    unit: 'time',
    lines: [{ name: 'age', colour: '--line-4' }],
    ofHistory: true,
    pick: ({ oldestDeadLetterMs }) => [oldestDeadLetterMs],
  },
];

interface QueueCharts {
  readonly element: HTMLElement;
  readonly update: (now: number) => void;
  readonly close: () => void;
}

/** Depths of both queues, and the ages that CloudWatch knows, over the same time. */
export function queueCharts(store: QueueStore): QueueCharts {
  let span: number = SPANS[0].value;
  let lastNow = Date.now();
  const charts = CHARTS.map((options) => {
    const isTime = options.unit === 'time';
    const format = isTime ? duration : count;
    const { element, update, close } = chart({ ...options, format, least: isTime ? MINUTE : 5 });
    return { options, element, update, close };
  });
  const note = el('p', { class: 'quiet note', hidden: true });

  const update = (now: number): void => {
    lastNow = now;
    const from = now - span;
    const all = store.points(from);
    const history = store.history();
    const kept = history?.state === 'read' ? history.points.filter(({ at }) => at >= from) : [];
    const why = history?.state === 'none' ? history.why : '';
    for (const one of charts) {
      const { element, options } = one;
      const { pick, ofHistory = false } = options;
      element.hidden = ofHistory && history?.state !== 'read';
      if (element.hidden) continue;
      const points = (ofHistory ? kept : all).map((point) => ({
        at: point.at,
        values: pick(point),
      }));
      one.update(points, from, now);
    }
    fill(note, why);
    note.hidden = why === '';
  };
  const spans = choice('Time shown', SPANS, span, (value) => {
    span = value;
    update(lastNow);
  });
  const element = el(
    'section',
    { 'aria-labelledby': 'queues' },
    el('div', { class: 'head' }, el('h2', { id: 'queues' }, 'Queues over time'), spans),
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
