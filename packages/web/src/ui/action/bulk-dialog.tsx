// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { BulkAction } from './bulk-action.ts';
import { BulkReport } from './bulk-report.tsx';
import { type Outcome, runEach } from './run-each.ts';

interface BulkDialogProps<T> {
  action: BulkAction<T>;
  /** Those that it can be done to. */
  rows: readonly T[];
  /** `3 jobs` */
  count: (rows: number) => string;
  nameOf: (row: T) => string;
  /** Called once when at least one was done. */
  onDone: () => void;
  onClose: () => void;
}

/** Asks once, shows how far it is, then reports each that did not work. */
export function BulkDialog<T>({ action, rows, count, nameOf, onDone, onClose }: BulkDialogProps<T>) {
  // Rows that change while they are worked on stay the ones that were confirmed.
  const [items] = useState(rows);
  const [values, setValues] = useState<unknown>(action.input?.initial);
  const [outcomes, setOutcomes] = useState<Outcome<T>[]>();
  const [ended, setEnded] = useState(false);
  const [controller] = useState(() => new AbortController());
  useEffect(() => () => controller.abort(), [controller]);

  async function start(): Promise<void> {
    setOutcomes([]);
    await runEach(items, (row) => action.run(row, values), controller.signal, setOutcomes);
    setEnded(true);
    onDone();
  }

  const Fields = action.input?.Fields;
  const busy = outcomes !== undefined && !ended;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${action.label} ${count(items.length)}${outcomes ? '' : '?'}`}
      withCloseButton={!busy}
      closeOnClickOutside={!busy}
      closeOnEscape={!busy}
    >
      <Stack gap="sm">
        {!outcomes && action.explanation && <Text size="sm">{action.explanation}</Text>}
        {!outcomes && Fields && <Fields values={values} onChange={setValues} />}
        {outcomes && (
          <Progress
            value={(100 * outcomes.length) / Math.max(1, items.length)}
            aria-label={action.label}
            animated={busy}
          />
        )}
        {outcomes && (
          <BulkReport {...{ outcomes, count, nameOf, ended }} done={action.done} all={items.length} />
        )}
        <Group justify="flex-end" gap="xs">
          {!outcomes && (
            <Button variant="default" onClick={onClose} data-autofocus={action.danger || undefined}>
              No
            </Button>
          )}
          {!outcomes && (
            <Button color={action.danger ? 'red' : undefined} onClick={start}>
              {action.verb}
            </Button>
          )}
          {busy && (
            <Button variant="default" onClick={() => controller.abort()}>
              Stop
            </Button>
          )}
          {ended && (
            <Button onClick={onClose} data-autofocus>
              Close
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
