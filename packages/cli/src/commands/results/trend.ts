// SPDX-License-Identifier: Apache-2.0
import { trendMethods } from '@lava/protocol/api/client/trend.ts';
import { MAX_POINTS, type TrendPoint } from '@lava/protocol/api/trend.ts';
import { type Rates, summaryOf, type TrendSummary } from '@lava/protocol/trend/summary.ts';
import { VERDICT_STYLE } from '../../follow/summary.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { argument, integer, option, optionWithDefault, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

type Row = TrendPoint & { change: string | null };

const COLUMNS: readonly Column<Row>[] = [
  { key: 'job', value: ({ job }) => job },
  { key: 'submitted', value: ({ time }) => time, text: ({ time }) => when(time) },
  { key: 'device', value: ({ device }) => device },
  { key: 'result', value: ({ result }) => result, style: ({ result }) => VERDICT_STYLE[result] ?? 'magenta' },
  { key: 'measurement', value: ({ measurement }) => measurement },
  { key: 'units', value: ({ units }) => units },
  { key: 'change', value: ({ change }) => change },
];

export const trend = defineVerb({
  summary: 'a test case over time: pass rate, flakes per device, measurements and where their level changed',
  list: true,
  arguments: {
    suite: argument('name of the suite, with or without the number in front', Text),
    case: argument('name of the test case', Text),
  },
  options: {
    set: option('only in this test set', { value: 'name' }),
    filter: option("only of jobs that fit: 'type:qemu by:ann'", { value: 'filter' }),
    last: optionWithDefault('how many reports of the case are read, the newest first', 1_000, {
      schema: integer(1, MAX_POINTS),
      value: 'count',
    }),
    median: optionWithDefault('look for changes in medians of so many measurements in a row', 1, {
      schema: integer(1, 100),
      value: 'count',
    }),
  },
  async run(context, { suite, case: name }, { set, filter, last, median }) {
    const { items } = await trendMethods(context.client()).get({
      ...{ suite, case: name, set, limit: last },
      ...(filter !== undefined && filter !== '' && { filter }),
    });
    const summary = summaryOf(items, median);
    const changes = new Map(
      summary.changes.map(({ job, before, after }) => [job, `${short(before)} → ${short(after)}`]),
    );
    const rows = items.map((point) => ({ ...point, change: changes.get(point.job) ?? null }));
    context.output.list({ items: rows, next: null, columns: COLUMNS });
    for (const line of linesOf(summary)) context.note(line);
  },
});

function linesOf(summary: TrendSummary): string[] {
  if (summary.jobs === 0) return ['no job that you may see has this test case'];
  const { measured, devices } = summary;
  const units = measured?.units ?? '';
  return [
    `all: ${ratesOf(summary)}`,
    ...(devices.length > 1 ? devices.slice(0, 20).map((one) => `${one.device}: ${ratesOf(one)}`) : []),
    ...(measured
      ? [
          `median ${short(measured.median)}, 5 % below ${short(measured.p5)}, 5 % above ${short(measured.p95)} ${units}`,
        ]
      : []),
  ];
}

function ratesOf({ jobs, passRate, flakeRate }: Rates): string {
  const percent = (rate: number | null) => (rate === null ? 'unknown' : `${Math.round(rate * 1_000) / 10} %`);
  return `${jobs} ${jobs === 1 ? 'job' : 'jobs'}, pass rate ${percent(passRate)}, flake rate ${percent(flakeRate)}`;
}

const short = (value: number) => String(Number(value.toPrecision(6)));
