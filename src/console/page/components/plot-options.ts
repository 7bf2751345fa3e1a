import type uPlot from 'uplot';
import { DAY, HOUR, MINUTE } from '../format.ts';

interface Line {
  readonly name: string;
  /** Explanation in the legend. */
  readonly more?: string;
  /** Name of a CSS variable. */
  readonly colour: string;
  readonly dash?: readonly number[];
}

/** A time, and the value of each line; `undefined` if unknown. */
export interface Point {
  readonly at: number;
  readonly values: readonly (number | undefined)[];
}

export interface ChartOptions {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly unit: 'messages' | 'time';
  readonly format: (value: number) => string;
  /** The axis reaches at least this value. */
  readonly least: number;
}

export const HEIGHT = 170;

/** Allowed distances between the lines of the value axis. */
const STEPS = {
  messages: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
  time: [
    15_000,
    30_000,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    4 * DAY,
  ],
};

/** @param onPoint is given the index of the point under the pointer. */
export function plotOptions(
  { lines, format, least, unit }: ChartOptions,
  width: number,
  onPoint: (at: number | undefined) => void,
): uPlot.Options {
  const colours = getComputedStyle(document.documentElement);
  const colour = (name: string): string => colours.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--quiet'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(least, most * 1.1)] } },
    axes: [
      {
        ...axis,
        size: 26,
        grid: { show: false },
        values: (_, times) => times.map(shortTime),
      },
      {
        ...axis,
        size: 58,
        incrs: [...STEPS[unit]],
        values: (_, ticks) => ticks.map(format),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        stroke: colour(line.colour),
        width: 2,
        ...(line.dash && { dash: [...line.dash] }),
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          onPoint(cursor.idx ?? undefined);
        },
      ],
    },
  };
}

export const plotData = (points: readonly Point[], lines: number): uPlot.AlignedData => [
  points.map(({ at }) => at / 1_000),
  ...Array.from({ length: lines }, (_, line) => points.map(({ values }) => values[line] ?? null)),
];

const shortTime = (seconds: number): string =>
  new Date(seconds * 1_000).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds % 60 !== 0 && { second: '2-digit' }),
  });
