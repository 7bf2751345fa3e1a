import uPlot from 'uplot';
import { el } from '../dom.ts';
import { clock, dateAndClock } from '../format.ts';
import { type ChartOptions, HEIGHT, plotData, plotOptions, type Point } from './plot-options.ts';
import { type Cells, htmlTable } from './table.ts';

export interface Chart {
  readonly element: HTMLElement;
  readonly update: (points: readonly Point[], from: number, to: number) => void;
  readonly close: () => void;
}

/** The table shows at most this many points. */
const MAX_ROWS = 20;

/** Lines over time, also as a table. The legend shows the latest values, or those under the pointer. */
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
  const numbers = htmlTable(title, [
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
  const show = (value: number | undefined): string => (value === undefined ? '–' : format(value));
  const showValues = (at: number): void => {
    for (const [index, value] of values.entries()) {
      value.textContent = show(points[at]?.values[index]);
    }
  };
  const toCells = ({ at, values: all }: Point): Cells => [clock(at)].concat(all.map(show));
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
  // The canvas reads the colours only when it is drawn.
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
      ground.setAttribute('aria-label', describe(options, points));
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

/** The chart as a text for screen readers. */
function describe({ title, lines, format }: ChartOptions, points: readonly Point[]): string {
  const last = points.at(-1);
  if (last === undefined) return `${title}: no data yet.`;
  const texts = lines.map(({ name }, at) => {
    const known = points.flatMap(({ values }) => values[at] ?? []);
    const now = last.values[at];
    const most = known.reduce((one, other) => Math.max(one, other), 0);
    return `${name} ${now === undefined ? 'unknown' : format(now)}, at most ${format(most)}`;
  });
  return `${title} at ${dateAndClock(last.at)}: ${texts.join('; ')}.`;
}
