// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** Short facts in a row that wraps: a label above each value. Entries that are null or false are left out. */
export function Facts({ items }: { items: ([label: string, value: ReactNode] | null | false)[] }) {
  return (
    <dl className={classes.facts}>
      {items
        .filter((item) => item !== null && item !== false)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
