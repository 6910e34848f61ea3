// SPDX-License-Identifier: Apache-2.0
import { Box, Center, Loader, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import {
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useFolds } from './folds.ts';
import { extendRange, type LineRange } from './line-range.ts';
import type { LineStore } from './line-store.ts';
import type { LogStatus } from './log-loader.ts';
import classes from './log-panel.module.css';
import { LogSearch } from './log-search.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import type { OpenLog } from './open-log.ts';
import { firstInView } from './opening.ts';
import { filteredRows } from './rows.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useLogSettings } from './settings.ts';
import { useSearch } from './use-search.ts';
import { VirtualLog, type VirtualLogHandle } from './virtual-log.tsx';

export interface LogPanelHandle {
  show(seq: number): void;
}

interface LogPanelProps {
  ref?: Ref<LogPanelHandle>;
  log: OpenLog;
  /** Where the whole log can be downloaded. */
  download: string;
  /** Where it is plain text. */
  text: string;
  range: LineRange | undefined;
  onRange: (range: LineRange | undefined) => void;
  /** Record that the reader looks at: the first in view, or the last one at the end of the log. */
  onPlace: (seq: number) => void;
  /** What to say while there are no lines. */
  empty: ReactNode;
  toolbarStart?: ReactNode;
}

export function LogPanel(props: LogPanelProps) {
  const { log, range, onRange, onPlace } = props;
  const { store, version, status, want } = log;
  const { live } = status;
  const [settings, setSettings] = useLogSettings();
  const list = useRef<VirtualLogHandle>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const top = useRef(0);
  const [atEnd, setAtEnd] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the store changes in place; its version says that it did
  const levelRows = useMemo(() => filteredRows(store, settings.mask), [store, version, settings.mask]);
  const folds = useFolds(levelRows, store.view().steps, version);
  const { rows, reveal } = folds;
  const pending = useRef<number>(undefined);
  const show = useCallback(
    (seq: number) => {
      if (reveal(seq)) pending.current = seq;
      else list.current?.show(seq);
    },
    [reveal],
  );
  // What was folded away is there only now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- new rows are when it happens
  useEffect(() => {
    if (pending.current !== undefined) list.current?.show(pending.current);
    pending.current = undefined;
  }, [rows]);
  const search = useSearch(store, version, settings.mask, () => top.current, show);

  const onView = useCallback(
    (first: number, last: number, end: boolean) => {
      top.current = first;
      setAtEnd(end);
      want(first, last);
      onPlace(end && live ? last : first);
    },
    [want, onPlace, live],
  );

  const present = useRef(range);
  present.current = range;
  const onSelect = useCallback(
    (line: number, extend: boolean) => onRange(extendRange(present.current, line, extend)),
    [onRange],
  );

  useImperativeHandle(props.ref, () => ({
    show(seq) {
      search.moveTo(seq);
      show(seq);
    },
  }));
  useHotkeys([
    ['/', () => searchInput.current?.focus()],
    ['mod+F', () => searchInput.current?.select()],
  ]);

  return (
    <Box className={classes.panel}>
      <LogToolbar
        settings={settings}
        onSettings={setSettings}
        live={status.live}
        atEnd={atEnd}
        onEnd={() => list.current?.toEnd()}
        download={props.download}
        text={props.text}
        folded={folds.any}
        onFoldAll={folds.all}
      >
        {props.toolbarStart}
        <LogSearch search={search} inputRef={searchInput} />
      </LogToolbar>
      {store.count === 0 ? (
        <Center flex={1} p="xl">
          {props.empty}
        </Center>
      ) : (
        <VirtualLog
          ref={list}
          store={store}
          version={version}
          rows={rows}
          initial={initialAnchor(range, status.live)}
          wrap={settings.wrap}
          timeMode={settings.timeMode}
          selection={range}
          query={search.query}
          currentMatch={search.found[search.index]}
          onSelect={onSelect}
          foldAt={folds.at}
          onFold={folds.toggle}
          onView={onView}
        />
      )}
      {range && <SelectionBar store={store} range={range} onClear={() => onRange(undefined)} />}
      <LoadNote log={log} hidden={store.count - levelRows.count} />
    </Box>
  );
}

/** A link opens at its line; a running job at its end; a finished one at its start. */
function initialAnchor(range: LineRange | undefined, live: boolean) {
  if (range) return { seq: firstInView(range), fraction: 0 };
  return live ? ('end' as const) : { seq: 0, fraction: 0 };
}

function LoadNote({ log: { store, status }, hidden }: { log: OpenLog; hidden: number }) {
  const missing = store.count - store.held;
  if (!status.problem && missing === 0 && hidden === 0) return null;
  return (
    <Text size="xs" c={status.problem ? 'red' : 'dimmed'} className={classes.note} role="status">
      {missing > 0 && !status.problem && !status.partial && <Loader size={10} />}
      {status.problem ?? loadText(store, status, hidden)}
    </Text>
  );
}

function loadText(store: LineStore, { partial }: LogStatus, hidden: number): string {
  const [held, count, away] = [store.held, store.count, hidden].map((value) => value.toLocaleString('en'));
  if (store.held === store.count) return `${away} of ${count} lines hidden by their level`;
  if (!partial) return `${held} of ${count} lines loaded`;
  return `${held} of ${count} lines loaded; the others come as you look at them, and search does not know them`;
}
