// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Anchor, Button, Group, ScrollArea, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfirmButton } from '../../../ui/confirm/confirm-button.tsx';
import classes from './console-tab.module.css';
import { type ConsoleSession, useConsole } from './use-console.ts';

/** How fast what is pasted is sent, bytes a second. */
const PACES = [
  { value: '', label: 'as fast as the server lets' },
  { value: '1000', label: '1000 bytes a second' },
  { value: '100', label: '100 bytes a second' },
];

/** A console of the device of a running job. */
export function ConsoleTab({ job }: { job: Job }) {
  const [chosen, setChosen] = useState<string>();
  const [pace, setPace] = useState('');
  const session = useConsole(job.id, chosen, pace === '' ? undefined : Number(pace));
  const { view } = session;
  return (
    <ScrollArea p="md" h="100%">
      <Stack gap="sm">
        <Group gap="sm">
          {view && view.consoles.length > 1 && (
            <Select
              aria-label="Console"
              size="xs"
              allowDeselect={false}
              data={view.consoles.map(({ name }) => name)}
              value={view.console}
              onChange={(name) => setChosen(name ?? undefined)}
            />
          )}
          <Text size="sm" role="status">
            {statusOf(session)}
          </Text>
          {view?.mayType && !session.over && <Keyboard session={session} />}
          {view?.yours && (
            <Select
              aria-label="Pace of what is pasted"
              size="xs"
              allowDeselect={false}
              data={PACES}
              value={pace}
              onChange={(value) => setPace(value ?? '')}
            />
          )}
          <Anchor size="sm" href={`/api/v1/jobs/${job.id}/log.cast`} download>
            Recording
          </Anchor>
        </Group>
        <div className={classes.frame}>
          <div ref={session.screen} className={classes.screen} />
        </div>
        {session.remark && (
          <Text size="sm" c="dimmed" role="log">
            {session.remark}
          </Text>
        )}
      </Stack>
    </ScrollArea>
  );
}

function Keyboard({ session: { view, ask } }: { session: ConsoleSession }) {
  if (view?.yours)
    return (
      <>
        <Button size="compact-sm" variant="default" onClick={() => ask({ type: 'release' })}>
          Release the keyboard
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => ask({ type: 'break' })}>
          Send a break
        </Button>
      </>
    );
  if (view && view.writer !== null)
    return (
      <ConfirmButton
        size="compact-sm"
        variant="default"
        question={`${view.writer} is typing here. Take the keyboard away?`}
        verb="Take the keyboard"
        onConfirm={() => ask({ type: 'take', force: true })}
      >
        Take the keyboard
      </ConfirmButton>
    );
  return (
    <Button size="compact-sm" onClick={() => ask({ type: 'take' })}>
      Take the keyboard
    </Button>
  );
}

function statusOf({ view, linked, over }: ConsoleSession): string {
  if (over !== undefined) return over;
  if (!linked) return 'Connecting…';
  if (!view || view.console === null) return 'The job has no console yet.';
  const open = view.consoles.some(({ name, open }) => name === view.console && open);
  if (!open) return `${view.console} is not open now.`;
  if (view.yours) return 'You are typing.';
  return view.writer === null ? 'Watching.' : `Watching; ${view.writer} is typing.`;
}
