// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { testConnection } from '../../board/test-connection.ts';
import type { Connection } from '../../console/connection.ts';
import { type Pattern, pattern } from '../../console/pattern.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { CaseReporter } from '../../results/case-reporter.ts';
import { caseResult } from '../../results/case-result.ts';
import type { Monitor, MonitorsBlock } from './schema.ts';
import { suiteOf } from './suite.ts';

/** Reads the results of each monitor out of the console, one monitor after the other. */
export async function runMonitors(run: Run, context: PlanContext<MonitorsBlock>): Promise<void> {
  const connection = testConnection(context);
  const { namespace, level } = run.step;
  const all = context.block.monitors.map((monitor) => {
    const about = { definition: suiteOf(monitor), namespace, level };
    return { monitor, cases: new CaseReporter(run.log, about, monitor.expected) };
  });
  try {
    for (const { monitor, cases } of all) await runMonitor(run, connection, monitor, cases);
  } finally {
    for (const { cases } of all) cases.reportMissing();
  }
}

async function runMonitor(
  run: Run,
  connection: Connection,
  monitor: Monitor,
  cases: CaseReporter,
): Promise<void> {
  const start = pattern(monitor.start);
  const end = pattern(monitor.end);
  const result = pattern(monitor.pattern);
  run.log.debug(`monitor ${monitor.name}: waiting for its start, ${monitor.start}`);
  await next(run, connection, monitor, [start]);
  for (;;) {
    const match = await next(run, connection, monitor, [end, result]);
    if (match.index === 0) return;
    report(run, monitor, match.groups, cases);
  }
}

/** The next match; a device that says nothing that is waited for within the time of one wait has failed. */
async function next(run: Run, connection: Connection, { name }: Monitor, patterns: Pattern[]) {
  const seconds = run.step.waitLimit ?? run.step.connectionTimeout;
  const texts = patterns.map(({ source }) => source).join(' or ');
  using progress = run.progress.child(
    seconds * 1000,
    () =>
      new LavaError(
        'test-timeout',
        `monitor ${name}: neither text came within ${seconds} seconds: ${texts}`,
        {
          hint: 'give more time with timeouts.connections.lava-test-monitor in the job',
        },
      ),
  );
  // As if it came line by line, so that the outcome does not depend on how fast the device prints.
  return await connection.expect(progress, patterns, { byLine: true });
}

function report(
  run: Run,
  monitor: Monitor,
  groups: Record<string, string | undefined>,
  cases: CaseReporter,
): void {
  const id = (groups.test_case_id ?? '').trim().toLowerCase().replace(/\W+/g, '_');
  const checked = caseResult({ ...groups, test_case_id: id }, monitor.fixupdict);
  if (typeof checked === 'string') {
    run.log.error(`monitor ${monitor.name}: a result is not usable: ${checked}`);
    return;
  }
  const { result, odd, ...numbers } = checked;
  if (odd !== undefined) run.log.warning(`monitor ${monitor.name}: case ${id} has its result, but ${odd}`);
  cases.report(id, result, {
    ...('measurement' in numbers && { measurement: numbers.measurement }),
    ...('units' in numbers && { units: numbers.units }),
  });
}
