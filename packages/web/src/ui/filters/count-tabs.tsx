// SPDX-License-Identifier: Apache-2.0
import classes from './count-tabs.module.css';

export interface CountTab {
  label: string;
  /** Undefined while it is not known. */
  count: number | undefined;
  active: boolean;
  onChoose: () => void;
}

interface CountTabsProps {
  label: string;
  tabs: readonly CountTab[];
  /** The server counts no further. */
  most: number;
}

/** The filters that people use most, with how many there are of each. */
export function CountTabs({ label, tabs, most }: CountTabsProps) {
  return (
    <fieldset className={classes.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.label}
          type="button"
          className={classes.tab}
          aria-pressed={tab.active}
          onClick={tab.onChoose}
        >
          {tab.label}
          <span className={classes.count} data-none={!tab.count || undefined}>
            {countText(tab.count, most)}
          </span>
        </button>
      ))}
    </fieldset>
  );
}

function countText(count: number | undefined, most: number): string {
  if (count === undefined) return '';
  return count >= most ? `${(most - 1).toLocaleString('en')}+` : count.toLocaleString('en');
}
