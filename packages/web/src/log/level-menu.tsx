// SPDX-License-Identifier: Apache-2.0
import { LEVELS, type Level } from '@lava/protocol/record/record.ts';
import { Button, Checkbox, Popover, Stack, Text } from '@mantine/core';
import { Icon } from '../ui/icon/icon.tsx';
import { ALL_LEVELS, levelBit } from './levels.ts';

const MEANING: Record<Level, string> = {
  debug: 'LAVA, details',
  info: 'LAVA, steps',
  warning: 'warnings',
  error: 'errors',
  exception: 'internal errors',
  input: 'sent to the device',
  target: 'output of the device',
  feedback: 'output of a device in the background',
  event: 'events',
  results: 'test results',
};

/** Which levels the log shows. */
export function LevelMenu({ mask, onChange }: { mask: number; onChange: (mask: number) => void }) {
  const shown = LEVELS.filter((level) => mask & levelBit(level)).length;
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="default" px="xs" leftSection={<Icon name="filter" size={15} />}>
          {mask === ALL_LEVELS ? 'All levels' : `${shown} of ${LEVELS.length} levels`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={6}>
          {LEVELS.map((level) => (
            <Checkbox
              key={level}
              size="xs"
              checked={(mask & levelBit(level)) !== 0}
              onChange={() => onChange(mask ^ levelBit(level))}
              label={
                <>
                  {level}{' '}
                  <Text span size="xs" c="dimmed">
                    {MEANING[level]}
                  </Text>
                </>
              }
            />
          ))}
          <Button.Group mt={4}>
            <Button size="compact-xs" variant="default" onClick={() => onChange(ALL_LEVELS)}>
              All
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => onChange(DEVICE_LEVELS)}>
              Device only
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => onChange(PROBLEM_LEVELS)}>
              Problems
            </Button>
          </Button.Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function maskOf(...levels: Level[]): number {
  return levels.reduce((mask, level) => mask | levelBit(level), 0);
}

const DEVICE_LEVELS = maskOf('target', 'input', 'feedback', 'results');
const PROBLEM_LEVELS = maskOf('warning', 'error', 'exception', 'results');
