// SPDX-License-Identifier: Apache-2.0
import { type JobCounts, MAX_COUNTED } from '@lava/protocol/api/jobs.ts';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../data/queries.ts';
import type { JobsSearch } from './search.ts';
import classes from './state-tabs.module.css';

interface Tab {
  label: string;
  filter: Pick<JobsSearch, 'state' | 'health'>;
  count?: keyof JobCounts;
}

const TABS: Tab[] = [
  { label: 'All', filter: {} },
  { label: 'Queued', filter: { state: 'submitted' }, count: 'queued' },
  { label: 'Running', filter: { state: 'running' }, count: 'running' },
  { label: 'Complete', filter: { health: 'complete' } },
  { label: 'Incomplete', filter: { health: 'incomplete' } },
  { label: 'Canceled', filter: { health: 'canceled' } },
];

interface StateTabsProps {
  filter: JobsSearch;
  onChange: (change: Partial<JobsSearch>) => void;
}

/** The states that people ask for, with how many jobs wait and run. */
export function StateTabs({ filter, onChange }: StateTabsProps) {
  const counts = useQuery(queries.jobCounts());
  return (
    <fieldset className={classes.tabs} aria-label="State">
      {TABS.map(({ label, filter: wanted, count }) => (
        <button
          key={label}
          type="button"
          className={classes.tab}
          aria-pressed={wanted.state === filter.state && wanted.health === filter.health}
          onClick={() => onChange({ state: undefined, health: undefined, ...wanted })}
        >
          {label}
          {count && counts.data && <span className={classes.count}>{asText(counts.data[count])}</span>}
        </button>
      ))}
    </fieldset>
  );
}

function asText(count: number): string {
  return count >= MAX_COUNTED ? `${MAX_COUNTED - 1}+` : String(count);
}
