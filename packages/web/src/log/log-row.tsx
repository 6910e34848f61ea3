// SPDX-License-Identifier: Apache-2.0

import { messageText } from '@lava/protocol/record/line-text.ts';
import type { JobRecord } from '@lava/protocol/record/record.ts';
import { type MouseEvent, memo } from 'react';
import { FoldButton } from './fold-button.tsx';
import type { Fold } from './folds.ts';
import { LineContent } from './line-content.tsx';
import classes from './log-row.module.css';
import { type TimeMode, timeText } from './time-text.ts';

export interface LogRowProps {
  /** As people count, from 1. */
  line: number;
  /** Undefined until it has arrived. */
  record: JobRecord | undefined;
  selected: boolean;
  query: string;
  currentMatch: boolean;
  timeMode: TimeMode;
  base: string | undefined;
  onSelect: (line: number, extend: boolean) => void;
  /** On the line that starts a step. */
  fold: Fold | undefined;
  onFold: (level: string) => void;
}

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, record, selected, onSelect } = props;

  function select(event: MouseEvent): void {
    // Ctrl and the middle button open the link as links do.
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onSelect(line, event.shiftKey);
  }

  return (
    <div
      className={classes.row}
      data-line={line}
      data-level={record?.lvl}
      data-step={record?.step?.event}
      data-result={typeof record?.msg === 'object' ? record.msg.result : undefined}
      data-masked={record?.masked}
      data-selected={selected || undefined}
    >
      <span className={classes.gutter}>
        <a className={classes.number} href={`#L${line}`} onClick={select} aria-label={`Line ${line}`}>
          {line}
        </a>
        {props.timeMode !== 'off' && (
          <span className={classes.time} title={record?.dt}>
            {record && timeText(props.timeMode, record.dt, props.base)}
          </span>
        )}
        <span className={classes.level}>{record && record.lvl !== 'target' ? record.lvl : ''}</span>
      </span>
      <span className={classes.text}>
        {props.fold && <FoldButton fold={props.fold} onFold={props.onFold} />}
        {record?.masked && (
          <span
            className={classes.masked}
            role="img"
            aria-label="Others see this line masked"
            title="Names facts of the lab. People who are not admins see this line masked."
          />
        )}
        {record?.ns && <span className={classes.namespace}>{record.ns} </span>}
        {record ? (
          <LineContent text={messageText(record)} query={props.query} current={props.currentMatch} />
        ) : (
          <span className={classes.absent} />
        )}
        {props.fold?.folded && <span className={classes.folded}>{foldedText(props.fold.lines)}</span>}
      </span>
    </div>
  );
}, sameRow);

function foldedText(lines: number): string {
  return `${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`;
}

/** Records are decoded again for each look; the same line has the same content once it is there. */
function sameRow(a: LogRowProps, b: LogRowProps): boolean {
  return (
    a.line === b.line &&
    (a.record === undefined) === (b.record === undefined) &&
    a.selected === b.selected &&
    a.query === b.query &&
    a.currentMatch === b.currentMatch &&
    a.timeMode === b.timeMode &&
    a.base === b.base &&
    a.onSelect === b.onSelect &&
    a.onFold === b.onFold &&
    a.fold?.folded === b.fold?.folded &&
    a.fold?.lines === b.fold?.lines
  );
}
