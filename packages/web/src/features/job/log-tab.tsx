// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { ActionIcon, Drawer, Loader, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { FilesContext } from '../../log/files-context.ts';
import { formatLineRange, type LineRange, parseLineRange } from '../../log/line-range.ts';
import { LogPanel, type LogPanelHandle } from '../../log/log-panel.tsx';
import type { OpenLog } from '../../log/open-log.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import { Later, useLater } from '../../ui/page/later.tsx';
import classes from './job-page.module.css';
import { StepList } from './steps/step-list.tsx';
import { stepAt } from './steps/step-tree.ts';
import { useFiles } from './use-files.ts';

/** Steps next to the log; the lines that the address points at are selected. */
interface LogTabProps {
  job: Job;
  log: OpenLog;
  /** Record where the job failed, once it is known. */
  failure: number | undefined;
  /** Told which record is the first in view. */
  onReading: (first: number) => void;
}

export function LogTab({ job, log, failure, onReading }: LogTabProps) {
  const panel = useRef<LogPanelHandle>(null);
  const [step, setStep] = useState<string>();
  const [drawer, { open, close }] = useDisclosure();
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const range = parseLineRange(hash);

  // While you scroll this runs with every frame; only another step renders the list again.
  const { store, version } = log;
  const place = useRef(0);

  const setRange = useCallback(
    (next: LineRange | undefined) => {
      navigate({ to: '.', hash: next ? formatLineRange(next) : '', replace: true, resetScroll: false });
    },
    [navigate],
  );

  const moved = useRef(range !== undefined || job.state !== 'finished');

  // An address that changes while the page is open (a result's link, back and forward) moves the log as well.
  const first = range?.first;
  useEffect(() => {
    if (first === undefined) return;
    moved.current = true;
    panel.current?.show(first - 1);
  }, [first]);

  // A job that failed opens where it did, unless the address says where, or the reader has moved already.
  useEffect(() => {
    if (failure === undefined || moved.current) return;
    moved.current = true;
    if (place.current === 0) panel.current?.show(failure);
  }, [failure]);

  const jump = useCallback(
    (seq: number) => {
      close();
      panel.current?.show(seq);
      setRange({ first: seq + 1, last: seq + 1 });
    },
    [close, setRange],
  );

  const onPlace = useCallback(
    (seq: number) => {
      place.current = seq;
      onReading(seq);
      setStep(stepAt(store.view().steps.values(), seq));
    },
    [store, onReading],
  );
  // Steps before the lines in view may arrive after them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the store changes in place; its version says that it did
  useEffect(() => onPlace(place.current), [onPlace, version]);

  const files = useFiles(job.id, useLater() && store.held > 0);
  const steps = (
    <StepList
      steps={store.view().steps}
      version={version}
      ended={job.state === 'finished'}
      current={step}
      onJump={jump}
    />
  );
  return (
    <FilesContext value={files}>
      <div className={classes.log}>
        <nav className={classes.steps} aria-label="Steps of the job">
          <Later>{steps}</Later>
        </nav>
        <LogPanel
          ref={panel}
          log={log}
          download={`/api/v1/jobs/${job.id}/log.yaml`}
          text={`/api/v1/jobs/${job.id}/log.txt`}
          range={range}
          onRange={setRange}
          onPlace={onPlace}
          empty={<Empty job={job} />}
          toolbarStart={
            <ActionIcon size={30} variant="default" hiddenFrom="md" onClick={open} aria-label="Steps">
              <Icon name="steps" size={16} />
            </ActionIcon>
          }
        />
        <Drawer opened={drawer} onClose={close} title="Steps" size="sm" hiddenFrom="md">
          {steps}
        </Drawer>
      </div>
    </FilesContext>
  );
}

function Empty({ job }: { job: Job }) {
  if (job.state === 'finished') return <Text c="dimmed">This job wrote no log.</Text>;
  return (
    <Stack align="center" gap="sm">
      <Loader size="sm" type="dots" />
      <Text c="dimmed" ta="center">
        {job.state === 'submitted'
          ? 'The job waits for a device. Its log appears here as soon as it starts.'
          : 'The job is starting.'}
      </Text>
    </Stack>
  );
}
