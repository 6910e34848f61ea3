// SPDX-License-Identifier: Apache-2.0
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { ChartProps } from './props.ts';

const Plot = lazy(async () => ({ default: (await import('./plot.tsx')).Plot }));

/** A picture of numbers that are in a table next to it, which is what screen readers read. */
export function Chart(props: ChartProps) {
  return (
    <div role="img" aria-label={props.label} style={{ minHeight: props.height }}>
      <Suspense fallback={<Skeleton height={props.height} animate={false} />}>
        <Plot {...props} />
      </Suspense>
    </div>
  );
}
