import uPlot from 'uplot';
import { el } from '../dom.ts';
import { clock, dateAndClock } from '../format.ts';
import { type ChartOptions, HEIGHT, plotData, plotOptions, type Point } from './plot-options.ts';
import { type Cells, table } from './table.ts';

export interface Chart {
  readonly element: HTMLElement;
  readonly update: (points: readonly Point[], from: number, to: number) => void;
  readonly close: () => void;
}

/** Of the table that says the same. */
const MAX_ROWS = 20;

/** Lines over time, with their values of now (or of where the pointer is) beside their names, and the same as a table. */
export function chart(options: ChartOptions): Chart {
  const { title, lines, format } = options;
  const ground = el('div', { class: 'plot', role: 'img' });
  const values = lines.map(() => el('b', {}, '–'));
  const legend = el(
    'ul',
    { class: 'legend' },
    ...lines.map(({ name, more = '', colour }, at) =>
      el('li', {}, swatch(colour), `${name} `, values[at], more === '' ? '' : `, ${more}`),
    ),
  );
  const numbers = table(title, [
    { title: 'Time' },
    ...lines.map(({ name }) => ({ title: name, align: 'right' as const })),
  ]);
  const details = el(
    'details',
    {
      ontoggle: () => {
        showTable();
      },
    },
    el('summary', {}, 'As a table', el('span', { class: 'hidden' }, `: ${title}`)),
    numbers.element,
  );
  const element = el(
    'figure',
    { class: 'card chart' },
    el('figcaption', {}, el('h3', {}, title), legend),
    ground,
    details,
  );

  let points: readonly Point[] = [];
  let span = { min: 0, max: 0 };
  let plot: uPlot | undefined;
  const say = (value: number | undefined): string => (value === undefined ? '–' : format(value));
  const showValues = (at: number): void => {
    for (const [index, place] of values.entries()) {
      place.textContent = say(points[at]?.values[index]);
    }
  };
  const toCells = ({ at, values: all }: Point): Cells => [clock(at)].concat(all.map(say));
  const showTable = (): void => {
    if (!details.open) return;
    const step = Math.max(1, Math.ceil(points.length / MAX_ROWS));
    const shown = points.toReversed().filter((_, at) => at % step === 0);
    numbers.update(shown.map(toCells));
  };
  const draw = (): void => {
    plot?.destroy();
    const onPoint = (at: number | undefined): void => {
      showValues(at ?? points.length - 1);
    };
    const drawn = plotOptions(options, ground.clientWidth, onPoint);
    plot = new uPlot(drawn, plotData(points, lines.length), ground);
    plot.setScale('x', span);
  };
  const resized = new ResizeObserver(() => {
    if (ground.clientWidth > 0) plot?.setSize({ width: ground.clientWidth, height: HEIGHT });
  });
  resized.observe(ground);
  // Colours are read when it is drawn.
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);

  return {
    element,
    update(latest, from, to) {
      points = latest;
      span = { min: from / 1_000, max: to / 1_000 };
      if (plot === undefined) draw();
      plot?.setData(plotData(points, lines.length), false);
      plot?.setScale('x', span);
      if (plot?.cursor.idx == null) showValues(points.length - 1);
      ground.setAttribute('aria-label', inWords(options, points));
      showTable();
    },
    close() {
      resized.disconnect();
      scheme.removeEventListener('change', draw);
      plot?.destroy();
    },
  };
}

function swatch(colour: string): HTMLElement {
  const mark = el('i', { class: 'swatch', 'aria-hidden': 'true' });
  mark.style.setProperty('background', `var(${colour})`);
  return mark;
}

/** What the lines say, for those who do not see them. */
function inWords({ title, lines, format }: ChartOptions, points: readonly Point[]): string {
  const last = points.at(-1);
  if (last === undefined) return `${title}: nothing is known yet.`;
  const texts = lines.map(({ name }, at) => {
    const known = points.flatMap(({ values }) => values[at] ?? []);
    const now = last.values[at];
    const most = known.reduce((one, other) => Math.max(one, other), 0);
    return `${name} ${now === undefined ? 'not known' : format(now)}, at most ${format(most)}`;
  });
  return `${title} at ${dateAndClock(last.at)}: ${texts.join('; ')}.`;
}
