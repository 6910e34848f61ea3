// SPDX-License-Identifier: Apache-2.0

export interface Series {
  label: string;
  /** One for each place on the x axis; null where there is nothing. */
  values: readonly (number | null)[];
  kind: 'bars' | 'line';
  /** CSS colour of the page's palette, such as `--mantine-color-teal-6`. */
  color: `--${string}`;
}

export interface ChartProps {
  /** What the picture shows, for people who do not see it. */
  label: string;
  /** Words below the x axis. */
  names: readonly string[];
  series: readonly Series[];
  /** Text of a value, for the axis and the legend. */
  format: (value: number) => string;
  /** Pixels. */
  height: number;
}
