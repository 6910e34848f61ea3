// SPDX-License-Identifier: Apache-2.0
import type { Context } from '../context.ts';
import { isForPeople } from '../output/format.ts';

/** What an import did with one object of the other server, or would do. */
export interface Entry {
  kind: string;
  name: string;
  outcome: 'added' | 'changed' | 'equal' | 'not taken';
  /** What of it was entered into an object that was here. */
  changed: string[];
  /** What is otherwise here, and stays so. */
  differs: string[];
  /** What could not be taken, and why. */
  refused: string[];
  /** What to know. */
  remarks: string[];
}

export interface Report {
  add(entry: Entry): void;
  /** What it comes to; true when everything of the other server is here now. */
  end(): boolean;
}

/** People read each line when it happens; programs get one answer. */
export function createReport(context: Context, dryRun: boolean): Report {
  const forPeople = isForPeople(context.options.format);
  const entries: Entry[] = [];
  const counts = { added: 0, changed: 0, equal: 0, differs: 0, refused: 0 };
  return {
    add(entry) {
      if (entry.outcome === 'added' || entry.outcome === 'changed') counts[entry.outcome] += 1;
      if (entry.outcome === 'equal' && entry.differs.length === 0) counts.equal += 1;
      if (entry.differs.length > 0) counts.differs += 1;
      if (entry.refused.length > 0) counts.refused += 1;
      if (!forPeople) entries.push(entry);
      else for (const line of linesOf(entry, dryRun)) context.output.say(undefined, () => line);
    },
    end() {
      const { added, changed, equal, differs, refused } = counts;
      context.output.say(
        { dryRun, counts, items: entries },
        () =>
          `${dryRun ? 'nothing was changed; ' : ''}${added} added, ${changed} changed, ${equal} equal, ${differs} different, ${refused} not taken or not whole`,
      );
      return differs + refused === 0;
    },
  };
}

function linesOf({ kind, name, outcome, changed, differs, refused, remarks }: Entry, dryRun: boolean) {
  const object = `${kind} ${name}`;
  const would = dryRun ? 'would be ' : '';
  return [
    ...(outcome === 'added' ? [`${object}: ${would}added`] : []),
    ...(outcome === 'changed' ? [`${object}: ${would}changed: ${changed.join(', ')}`] : []),
    ...differs.map((each) => `${object}: differs: ${each}`),
    ...refused.map((each) => `${object}: not taken: ${each}`),
    ...remarks.map((each) => `${object}: ${each}`),
  ];
}
