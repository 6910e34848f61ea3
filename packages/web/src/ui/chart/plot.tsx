// SPDX-License-Identifier: Apache-2.0
import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import UPlot, { type AlignedData, type Options } from 'uplot';
import type { ChartProps } from './props.ts';

/** uPlot, in the colours of the page; drawn again when data, scheme or width change. */
export function Plot(props: ChartProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const { names, series } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the scheme stands for the colours that are read from the page
  useEffect(() => {
    if (!place.current || width === 0) return;
    const data = [names.map((_, index) => index), ...series.map(({ values }) => [...values])] as AlignedData;
    const plot = new UPlot(optionsOf(props, width, place.current), data, place.current);
    return () => plot.destroy();
  }, [props, names, series, width, scheme]);
  return (
    <div ref={ref}>
      <div ref={place} />
    </div>
  );
}

function optionsOf({ names, series, format, height }: ChartProps, width: number, element: Element): Options {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name);
  const [text, grid] = [color('--mantine-color-dimmed'), color('--mantine-color-default-border')];
  const axis = { stroke: text, font: `12px ${style.fontFamily}`, grid: { stroke: grid, width: 1 } };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, names.length - 0.4] },
      y: { range: (_, __, max) => [0, max * 1.05] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => names.map((_, index) => index),
        values: (_, splits) => splits.map((index) => shortened(names[index] ?? '', width / names.length)),
      },
      { ...axis, size: 76, values: (_, splits) => splits.map(format) },
    ],
    series: [
      {},
      ...series.map(({ label, kind, color: name }) => ({
        label,
        stroke: color(name),
        ...(kind === 'bars'
          ? { fill: color(name), paths: UPlot.paths.bars?.({ size: [0.6, 64] }) as UPlot.Series.PathBuilder }
          : { width: 2, points: { show: true, size: 6 } }),
      })),
    ],
  };
}

/** As much of a name as has room below its bar. @param room pixels */
function shortened(name: string, room: number): string {
  const most = Math.max(3, Math.floor(room / 7));
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
