// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Icon } from '../ui/icon/icon.tsx';
import { setTimeForm, TIME_FORMS, type TimeForm, useTimeForm } from '../ui/time/preference.ts';

export const TIME_FORM_WORDS: Record<TimeForm, string> = {
  relative: 'How long ago',
  local: 'Local time',
  utc: 'UTC',
};

/** How all pages write times. */
export function TimeMenu() {
  const form = useTimeForm();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={`Times: ${TIME_FORM_WORDS[form]}`}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="How times are shown">
            <Icon name="clock" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Show times as</Menu.Label>
        <Menu.RadioGroup value={form} onChange={(next) => setTimeForm(next as TimeForm)}>
          {TIME_FORMS.map((each) => (
            <Menu.RadioItem key={each} value={each} closeMenuOnClick>
              {TIME_FORM_WORDS[each]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
