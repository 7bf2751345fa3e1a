import type uPlot from 'uplot';
import { AXIS_STEPS, axisClock, axisTime } from '../format.ts';

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
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(least, most * 1.1)] } },
    axes: [
      {
        ...axis,
        size: 26,
        grid: { show: false },
        space: 70,
        values: (_, times, __, ___, step) => times.map((time) => axisClock(time, step)),
      },
      {
        ...axis,
        size: 58,
        incrs: [...AXIS_STEPS[unit]],
        values: (_, ticks, __, ___, step) =>
          ticks.map((tick) => (unit === 'time' ? axisTime(tick, step) : format(tick))),
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
