// SPDX-License-Identifier: Apache-2.0
import type { StepView } from '@lava/protocol/record/view.ts';
import { ActionIcon, Loader, Text, UnstyledButton } from '@mantine/core';
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { Icon } from '../../../ui/icon/icon.tsx';
import { formatDuration } from '../../../ui/time/format.ts';
import { useNow } from '../../../ui/time/now.ts';
import classes from './step-list.module.css';
import { type StepRow, type StepState, shownLevel, stepRows, stepState } from './step-tree.ts';

interface StepListProps {
  steps: Map<string, StepView>;
  /** Changes when something in `steps` does, which grows in place. */
  version: number;
  /** The job is over. */
  ended: boolean;
  /** Level of the step that the log shows. */
  current: string | undefined;
  onJump: (seq: number) => void;
}

/** The steps of the job as a tree, with how each went and how long it took; a click goes to its lines. */
export const StepList = memo(function StepList({ steps, ended, current, onJump }: StepListProps) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const now = useNow(ended ? undefined : 1000);
  const rows = stepRows(steps.values(), collapsed);
  const marked = shownLevel(rows, current);

  const toggle = useCallback((level: string) => {
    setCollapsed((old) => {
      const next = new Set(old);
      if (!next.delete(level)) next.add(level);
      return next;
    });
  }, []);

  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {ended ? 'No steps.' : 'No step has started yet.'}
      </Text>
    );
  }
  const longest = Math.max(1, ...rows.map((row) => secondsOf(row.step, now)));
  return (
    <ol className={classes.list} aria-label="Steps">
      {rows.map((row) => (
        <StepItem
          key={row.step.level}
          row={row}
          state={stepState(row.step, ended)}
          seconds={secondsOf(row.step, now)}
          share={secondsOf(row.step, now) / longest}
          current={row.step.level === marked}
          collapsed={collapsed.has(row.step.level)}
          onJump={onJump}
          onToggle={toggle}
        />
      ))}
    </ol>
  );
});

interface StepItemProps {
  row: StepRow;
  state: StepState;
  seconds: number;
  /** Of the longest step, 0 to 1. */
  share: number;
  current: boolean;
  collapsed: boolean;
  onJump: (seq: number) => void;
  onToggle: (level: string) => void;
}

function StepItem({ row: { step, depth, hasChildren }, state, seconds, share, ...props }: StepItemProps) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (props.current) item.current?.scrollIntoView({ block: 'nearest' });
  }, [props.current]);
  return (
    <li
      ref={item}
      className={classes.item}
      data-state={state}
      data-current={props.current || undefined}
      data-instant={(state === 'ok' && seconds < 0.005) || undefined}
      style={{ paddingLeft: 6 + depth * 14 }}
    >
      {hasChildren ? (
        <ActionIcon
          size={18}
          variant="transparent"
          color="gray"
          onClick={() => props.onToggle(step.level)}
          aria-expanded={!props.collapsed}
          aria-label={`Steps of ${step.name}`}
        >
          <Icon name={props.collapsed ? 'right' : 'down'} size={13} />
        </ActionIcon>
      ) : (
        <span className={classes.space} />
      )}
      <UnstyledButton
        className={classes.button}
        onClick={() => props.onJump(step.record)}
        title={tooltip(step)}
        aria-current={props.current ? 'step' : undefined}
      >
        <StateIcon state={state} />
        <span className={classes.name}>
          {step.name}
          {step.attempts > 1 && <span className={classes.attempts}> ×{step.attempts}</span>}
        </span>
        <span className={classes.duration}>
          {state === 'stopped'
            ? 'cut off'
            : formatDuration(state === 'running' ? Math.floor(seconds) : seconds)}
          {nearLimit(step, state, seconds) && <span> of {formatDuration(step.timeout ?? 0)}</span>}
        </span>
        <span
          className={classes.bar}
          style={{ width: share < 0.02 ? 0 : `${share * 100}%` }}
          aria-hidden="true"
        />
      </UnstyledButton>
    </li>
  );
}

function StateIcon({ state }: { state: StepState }) {
  if (state === 'running') return <Loader size={12} role="img" aria-label="running" />;
  const label = { ok: 'ok', failed: 'failed', stopped: 'cut off' }[state];
  return (
    <span role="img" aria-label={label} className={classes.icon}>
      <Icon name={state === 'ok' ? 'check' : 'cross'} size={14} />
    </span>
  );
}

/** A step that runs, failed, or took much of the time it had is shown against its limit. */
function nearLimit({ timeout }: StepView, state: StepState, seconds: number): boolean {
  if (timeout === undefined || timeout <= 0) return false;
  return state === 'running' || state === 'failed' || seconds > timeout / 2;
}

function secondsOf(step: StepView, now: number): number {
  return step.duration ?? Math.max(0, (now - step.started) / 1000);
}

function tooltip(step: StepView): string {
  const parts = [`${step.level} ${step.name}`];
  if (step.timeout !== undefined) parts.push(`timeout ${formatDuration(step.timeout)}`);
  if (step.attempts > 1) parts.push(`attempt ${step.attempts}`);
  return parts.join(', ');
}
