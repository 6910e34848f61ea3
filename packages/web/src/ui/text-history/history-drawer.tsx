// SPDX-License-Identifier: Apache-2.0
import { Button, Drawer, Group, NavLink, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Icon } from '../icon/icon.tsx';
import { Loaded } from '../page/loaded.tsx';
import { Time } from '../time/time.tsx';
import { DiffView } from './diff-view.tsx';
import type { Version } from './version.ts';

interface HistoryDrawerProps {
  label: string;
  load: () => Promise<{ versions: Version[] }>;
  /** Number of the newest version: another is another history. */
  newest: number;
  /** Takes the text of an older version into the editor. */
  onTake: (text: string) => void;
}

export function HistoryDrawer({ label, load, newest, onTake }: HistoryDrawerProps) {
  const [opened, { open, close }] = useDisclosure();
  const query = useQuery({ queryKey: ['history', label, newest], queryFn: load, enabled: opened });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        onClick={open}
        leftSection={<Icon name="history" size={15} />}
      >
        History
      </Button>
      <Drawer opened={opened} onClose={close} title={`History: ${label}`} position="right" size="xl">
        <Loaded query={query}>
          {({ versions }) => (
            <Versions
              versions={[...versions].sort((a, b) => b.version - a.version)}
              onTake={(text) => {
                close();
                onTake(text);
              }}
            />
          )}
        </Loaded>
      </Drawer>
    </>
  );
}

/** Newest first; the chosen one as its difference from the one before it. */
function Versions({ versions, onTake }: { versions: Version[]; onTake: (text: string) => void }) {
  const [index, setIndex] = useState(0);
  const chosen = versions[index];
  return (
    <Stack gap="sm">
      <Stack gap={0} mah={260} style={{ overflow: 'auto' }}>
        {versions.map((version, i) => (
          <NavLink
            key={version.version}
            component="button"
            active={i === index}
            label={`Version ${version.version} by ${version.user}`}
            description={<Time time={version.time} />}
            onClick={() => setIndex(i)}
          />
        ))}
      </Stack>
      {chosen && (
        <>
          <DiffView before={versions[index + 1]?.text ?? ''} after={chosen.text} />
          <Group justify="flex-end">
            <Button size="xs" variant="default" onClick={() => onTake(chosen.text)}>
              Open this version in the editor
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
