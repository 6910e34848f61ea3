// SPDX-License-Identifier: Apache-2.0
import { Icon } from '../ui/icon/icon.tsx';
import type { Fold } from './folds.ts';
import classes from './log-row.module.css';

/** Folds the lines of a step away, or back. */
export function FoldButton({ fold, onFold }: { fold: Fold; onFold: (level: string) => void }) {
  return (
    <button
      type="button"
      className={classes.fold}
      aria-expanded={!fold.folded}
      aria-label={`Lines of step ${fold.level}`}
      onClick={() => onFold(fold.level)}
    >
      <Icon name={fold.folded ? 'right' : 'down'} size={12} />
    </button>
  );
}
