// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from '../ui/icon/icon.tsx';
import { Later } from '../ui/page/later.tsx';
import { LevelMenu } from './level-menu.tsx';
import classes from './log-panel.module.css';
import type { LogSettings } from './settings.ts';
import { TIME_MODES } from './time-text.ts';

const TIME_WORDS = { clock: 'UTC', local: 'Local time', elapsed: 'Elapsed', off: 'No time' };

interface LogToolbarProps {
  settings: LogSettings;
  onSettings: (change: Partial<LogSettings>) => void;
  /** The job may still write. */
  live: boolean;
  atEnd: boolean;
  onEnd: () => void;
  download: string;
  /** Address of the log as plain text. */
  text: string;
  /** Lines of steps are folded away. */
  folded: boolean;
  onFoldAll: (folded: boolean) => void;
  /** Before everything else: steps (on a phone) and search. */
  children: ReactNode;
}

export function LogToolbar({
  settings,
  onSettings,
  live,
  atEnd,
  onEnd,
  download,
  text,
  folded,
  onFoldAll,
  children,
}: LogToolbarProps) {
  const { wrap, timeMode, mask } = settings;
  const nextTime = TIME_MODES[(TIME_MODES.indexOf(timeMode) + 1) % TIME_MODES.length] ?? 'clock';
  return (
    <Group gap={6} p={6} role="toolbar" aria-label="Tools for the log" className={classes.toolbar}>
      {children}
      <Later>
        <Group gap={6} ml="auto">
          <LevelMenu mask={mask} onChange={(next) => onSettings({ mask: next })} />
          <Tooltip label="Next to each line: time of day (UTC or yours), seconds since the first line, or nothing">
            <Button
              size="xs"
              variant="default"
              px="xs"
              leftSection={<Icon name="clock" size={15} />}
              onClick={() => onSettings({ timeMode: nextTime })}
              aria-label={`Time: ${TIME_WORDS[timeMode]}`}
              visibleFrom="sm"
            >
              {TIME_WORDS[timeMode]}
            </Button>
          </Tooltip>
          <Tooltip label="Wrap long lines">
            <ActionIcon
              size={30}
              variant={wrap ? 'light' : 'default'}
              onClick={() => onSettings({ wrap: !wrap })}
              aria-label="Wrap long lines"
              aria-pressed={wrap}
            >
              <Icon name="wrap" size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={folded ? 'Unfold all steps' : 'Fold all steps that are over'}>
            <ActionIcon
              size={30}
              variant={folded ? 'light' : 'default'}
              onClick={() => onFoldAll(!folded)}
              aria-label="Fold all steps"
              aria-pressed={folded}
            >
              <Icon name="fold" size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Open the whole log as plain text">
            <ActionIcon
              size={30}
              variant="default"
              component="a"
              href={text}
              target="_blank"
              aria-label="Plain text of the log"
            >
              <Icon name="text" size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Download the whole log as YAML">
            <ActionIcon
              size={30}
              variant="default"
              component="a"
              href={download}
              download
              aria-label="Download the log"
            >
              <Icon name="download" size={16} />
            </ActionIcon>
          </Tooltip>
          <Button
            size="xs"
            px="xs"
            variant={live && atEnd ? 'light' : 'default'}
            leftSection={<Icon name="end" size={15} />}
            onClick={onEnd}
            aria-pressed={live ? atEnd : undefined}
          >
            {live ? (atEnd ? 'Following' : 'Follow') : 'End'}
          </Button>
        </Group>
      </Later>
    </Group>
  );
}
