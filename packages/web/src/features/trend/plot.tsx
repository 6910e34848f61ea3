// SPDX-License-Identifier: Apache-2.0
import 'uplot/dist/uPlot.min.css';
import { Group, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import UPlot, { type AlignedData, type Options } from 'uplot';
import { formatDate } from '../../ui/time/format.ts';
import { useTimeForm } from '../../ui/time/preference.ts';
import { drawBehind } from './draw.ts';
import { type Picture, RESULT_ROWS, rangeOf } from './picture.ts';

interface PlotProps {
  picture: Picture;
  goal: number | undefined;
  /** Pixels. */
  height: number;
  onOpen: (job: number) => void;
}

type Drawn = Picture['points'][number];

/** Points by their result, in the colours of its badge. */
const SERIES = [
  { label: 'pass', color: '--mantine-color-teal-6', of: ['pass'] },
  { label: 'fail', color: '--mantine-color-red-6', of: ['fail'] },
  { label: 'skip or unknown', color: '--mantine-color-orange-6', of: ['skip', 'unknown'] },
] as const;

/** Pixels from a point within which it is meant. */
const NEAR = 24;

/** Room of the vertical axis apart from its labels, and for a character of them, pixels. */
const AXIS = 18;
const DIGIT = 7;

/** uPlot, in the colours of the page: who clicks a point gets its job. */
export function Plot({ picture, goal, height, onOpen }: PlotProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const zone = useTimeForm() === 'utc' ? 'utc' : 'local';
  const [near, setNear] = useState<Drawn>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the scheme stands for the colours that are read from the page
  useEffect(() => {
    if (!place.current || width === 0) return;
    const { points } = picture;
    const values = SERIES.map(({ of }) =>
      points.map(({ value, point }) => ((of as readonly string[]).includes(point.result) ? value : null)),
    );
    const data = [points.map(({ time }) => time), ...values] as AlignedData;
    const options = optionsOf({ picture, goal, zone, element: place.current });
    const plot = new UPlot({ ...options, width, height }, data, place.current);
    const pointed = ({ offsetX, offsetY }: MouseEvent) => nearest(plot, points, offsetX, offsetY);
    plot.over.addEventListener('mousemove', (event) => {
      const found = pointed(event);
      plot.over.style.cursor = found ? 'pointer' : '';
      setNear(found);
    });
    plot.over.addEventListener('mouseleave', () => setNear(undefined));
    plot.over.addEventListener('click', (event) => {
      const found = pointed(event);
      if (found) onOpen(found.job);
    });
    return () => plot.destroy();
  }, [picture, goal, height, zone, width, scheme, onOpen]);
  return (
    // Until it is drawn again, a plot is as wide as the window was.
    <div ref={ref} style={{ overflow: 'hidden' }}>
      <div ref={place} />
      <Group gap="md" mih={22} justify="space-between" aria-hidden="true">
        <Legend picture={picture} goal={goal} />
        <Text size="xs">{near && textOf(near, picture, zone)}</Text>
      </Group>
    </div>
  );
}

function Legend({ picture, goal }: Pick<PlotProps, 'picture' | 'goal'>) {
  const entries = [
    ...SERIES.filter(({ of }) =>
      picture.points.some(({ point }) => (of as readonly string[]).includes(point.result)),
    ).map(({ label, color }) => [label, '●', color]),
    ...(picture.measured ? [['5th to 95th percentile', '■', '--mantine-color-indigo-2']] : []),
    ...(picture.measured ? [['median of the level', '━', '--mantine-color-indigo-5']] : []),
    ...(picture.changes.length > 0 ? [['level changed', '┃', '--mantine-color-grape-5']] : []),
    ...(picture.measured && goal !== undefined ? [['goal', '╍', '--mantine-color-text']] : []),
  ] as const;
  return (
    <Group gap="sm">
      {entries.map(([label, mark, color]) => (
        <Text key={label} size="xs" c="dimmed">
          <span style={{ color: `var(${color})` }}>{mark}</span> {label}
        </Text>
      ))}
    </Group>
  );
}

function textOf({ job, value, time, point }: Drawn, { measured, units }: Picture, zone: 'local' | 'utc') {
  const what = measured ? `${value} ${units ?? ''}, ${point.result}` : point.result;
  return `job ${job}: ${what}, ${point.device}, ${formatDate(time * 1_000, zone)}`;
}

function nearest(plot: UPlot, points: readonly Drawn[], x: number, y: number): Drawn | undefined {
  let found: Drawn | undefined;
  let least = NEAR;
  for (const point of points) {
    const distance = Math.hypot(plot.valToPos(point.time, 'x') - x, plot.valToPos(point.value, 'y') - y);
    if (distance < least) [found, least] = [point, distance];
  }
  return found;
}

interface Wanted {
  picture: Picture;
  goal: number | undefined;
  zone: 'local' | 'utc';
  element: Element;
}

function optionsOf({ picture, goal, zone, element }: Wanted): Omit<Options, 'width' | 'height'> {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name);
  const [text, grid] = [color('--mantine-color-dimmed'), color('--mantine-color-default-border')];
  const axis = { stroke: text, font: `12px ${style.fontFamily}`, grid: { stroke: grid, width: 1 } };
  return {
    legend: { show: false },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
    ...(zone === 'utc' && { tzDate: (time: number) => UPlot.tzDate(new Date(time * 1_000), 'Etc/UTC') }),
    scales: {
      x: { time: true, range: (_, least, most) => widened(least, most) },
      y: { range: () => rangeOf(picture, goal) },
    },
    axes: [
      {
        ...axis,
        space: 96,
        values: (_, splits, __, ___, step) =>
          splits.map((at) =>
            step >= 86_400
              ? formatDate(at * 1_000, zone).slice(0, 10)
              : formatDate(at * 1_000, zone).slice(5, 16),
          ),
      },
      {
        ...axis,
        size: (_, labels) => AXIS + DIGIT * Math.max(4, ...(labels ?? []).map((label) => label.length)),
        ...(!picture.measured && {
          splits: () => RESULT_ROWS.map((_, index) => index),
          values: () => [...RESULT_ROWS],
        }),
      },
    ],
    series: [
      {},
      ...SERIES.map((each) => ({
        label: each.label,
        stroke: color(each.color),
        paths: () => null,
        points: { show: true, size: 7, fill: color(each.color) },
      })),
    ],
    hooks: { drawAxes: [(plot) => drawBehind(plot, picture, goal, color)] },
  };
}

/** With room at both ends, also for a single point. */
function widened(least: number, most: number): [number, number] {
  const room = (most - least) * 0.03 || 3_600;
  return [least - room, most + room];
}
