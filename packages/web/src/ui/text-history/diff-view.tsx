// SPDX-License-Identifier: Apache-2.0

import { diffLines } from './diff.ts';
import classes from './diff-view.module.css';

export function DiffView({ before, after }: { before: string; after: string }) {
  const lines = diffLines(before, after);
  return (
    <pre className={classes.diff}>
      {lines.map((line, index) => (
        // Lines have no other identity, and the list is always made as a whole
        <div key={index} data-kind={line.kind}>
          {{ same: '  ', added: '+ ', removed: '- ' }[line.kind]}
          {line.text}
        </div>
      ))}
    </pre>
  );
}
