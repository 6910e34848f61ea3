// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { formatLineRange, type LineRange } from '../../log/line-range.ts';
import { inMiddle } from '../../log/opening.ts';
import { offers } from '../../ui/action/action.tsx';
import { DefinitionTab } from './definition/definition-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { JobHeader } from './header/job-header.tsx';
import { useJobLog } from './job-log.ts';
import classes from './job-page.module.css';
import { LogTab } from './log-tab.tsx';
import { ResultsTab } from './results/results-tab.tsx';
import { useResults } from './results/use-results.ts';
import { VerdictCounts } from './results/verdict-counts.tsx';
import { useFailure } from './use-failure.ts';

// Loaded when somebody opens them.
const AttemptsTab = lazy(async () => ({
  default: (await import('./attempts/attempts-tab.tsx')).AttemptsTab,
}));
const AttachmentsTab = lazy(async () => ({
  default: (await import('./attachments/attachments-tab.tsx')).AttachmentsTab,
}));
const CommentsTab = lazy(async () => ({
  default: (await import('./comments/comments-tab.tsx')).CommentsTab,
}));
const ConsoleTab = lazy(async () => ({
  default: (await import('./console/console-tab.tsx')).ConsoleTab,
}));
const GroupTab = lazy(async () => ({ default: (await import('./group/group-tab.tsx')).GroupTab }));
const HistoryTab = lazy(async () => ({
  default: (await import('../../entities/history/history-tab.tsx')).HistoryTab,
}));
const DeliveriesTab = lazy(async () => ({
  default: (await import('./deliveries/deliveries-tab.tsx')).DeliveriesTab,
}));
const TimingTab = lazy(async () => ({ default: (await import('./timing/timing-tab.tsx')).TimingTab }));

const route = getRouteApi('/jobs/$id');

/** States in which a device may say something. */
const WITH_CONSOLE: readonly string[] = ['running', 'canceling'];

/** A phone: the log needs the room from the start. */
const isSmall = () => matchMedia('(max-width: 48em)').matches;

/** One job, filling the window: what it is above, its log, results and definition below. */
export function JobPage({ job }: { job: Job }) {
  const { tab = 'log' } = route.useSearch();
  const navigate = route.useNavigate();
  const log = useJobLog(job);
  const results = useResults(job, log);
  const failure = useFailure(job, log);
  const [folded, setFolded] = useState(isSmall);
  // While somebody reads in the middle of the log it gets the room of the header.
  const onReading = useCallback((first: number) => {
    if (isSmall()) return;
    if (inMiddle(first)) setFolded(true);
    else if (first === 0) setFolded(false);
  }, []);

  // It stays for whoever has it open when the job ends.
  const showsConsole = tab === 'console' || WITH_CONSOLE.includes(job.state);

  function showTab(next: string | null): void {
    navigate({ to: '.', search: { tab: next === 'log' ? undefined : (next as typeof tab) }, replace: true });
    setFolded(isSmall());
  }

  const showLines = useCallback(
    (range: LineRange) => void navigate({ to: '.', search: {}, hash: formatLineRange(range) }),
    [navigate],
  );

  return (
    <div className={classes.page}>
      <JobHeader
        job={job}
        failure={failure === undefined ? undefined : failure + 1}
        folded={folded}
        onFold={setFolded}
      />
      <Tabs value={tab} onChange={showTab} keepMounted={false} className={classes.tabs}>
        <div className={classes.bar}>
          <Tabs.List px="md" className={classes.list}>
            <Tabs.Tab value="log">Log</Tabs.Tab>
            <Tabs.Tab value="results">Results</Tabs.Tab>
            <Tabs.Tab value="timing">Timing</Tabs.Tab>
            {job.group && <Tabs.Tab value="group">Group</Tabs.Tab>}
            {job.retries > 0 && <Tabs.Tab value="attempts">Attempts</Tabs.Tab>}
            <Tabs.Tab value="definition">Definition</Tabs.Tab>
            <Tabs.Tab value="details">Details</Tabs.Tab>
            <Tabs.Tab value="comments">Comments</Tabs.Tab>
            <Tabs.Tab value="attachments">Attachments</Tabs.Tab>
            {offers(job, 'deliveries') && <Tabs.Tab value="deliveries">Notifications</Tabs.Tab>}
            {offers(job, 'history') && <Tabs.Tab value="history">History</Tabs.Tab>}
            {/* Last, since it comes and goes while somebody looks. */}
            {showsConsole && <Tabs.Tab value="console">Console</Tabs.Tab>}
          </Tabs.List>
          {/* After the tabs, which do not move when results come. */}
          <div className={classes.counts}>
            <VerdictCounts results={results} />
          </div>
        </div>
        <Tabs.Panel value="log" className={classes.fill}>
          <LogTab job={job} log={log} failure={failure} onReading={onReading} />
        </Tabs.Panel>
        {showsConsole && (
          <Tabs.Panel value="console" className={classes.fill}>
            <Suspense>
              <ConsoleTab job={job} />
            </Suspense>
          </Tabs.Panel>
        )}
        <Tabs.Panel value="results" className={classes.fill}>
          <ResultsTab job={job} results={results} onLines={showLines} />
        </Tabs.Panel>
        <Tabs.Panel value="timing" className={classes.fill}>
          <Suspense>
            <TimingTab job={job} log={log} />
          </Suspense>
        </Tabs.Panel>
        {job.group && (
          <Tabs.Panel value="group" className={classes.fill}>
            <Suspense>
              <GroupTab jobs={job.group.jobs} own={job.id} />
            </Suspense>
          </Tabs.Panel>
        )}
        {job.retries > 0 && (
          <Tabs.Panel value="attempts" className={classes.fill}>
            <Suspense>
              <AttemptsTab job={job} />
            </Suspense>
          </Tabs.Panel>
        )}
        <Tabs.Panel value="definition" className={classes.fill}>
          <DefinitionTab id={job.id} json={job.json} />
        </Tabs.Panel>
        <Tabs.Panel value="details" className={classes.fill}>
          <DetailsTab job={job} />
        </Tabs.Panel>
        <Tabs.Panel value="comments" className={classes.fill}>
          <Suspense>
            <CommentsTab job={job} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="attachments" className={classes.fill}>
          <Suspense>
            <AttachmentsTab job={job.id} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="deliveries" className={classes.fill}>
          <Suspense>
            <DeliveriesTab job={job.id} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="history" p="md" className={classes.scroll}>
          <Suspense>
            <HistoryTab kind="job" object={String(job.id)} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
