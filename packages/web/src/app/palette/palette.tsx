// SPDX-License-Identifier: Apache-2.0
import '@mantine/spotlight/styles.css';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useEffect, useState } from 'react';
import { Icon } from '../../ui/icon/icon.tsx';
import classes from '../shell.module.css';
import { type Command, matching } from './commands.ts';
import { useCommands } from './use-commands.ts';
import { useFoundJobs } from './use-found-jobs.ts';
import { useFoundNames } from './use-found-names.ts';

const [store, palette] = createSpotlight();

/** Everything that can be gone to or done, by typing a part of its name. @param onClosed told when it is closed */
export function Palette({ onClosed }: { onClosed: () => void }) {
  const [query, setQuery] = useState('');
  useEffect(() => palette.open(), []);
  const groups = matching([...useFoundJobs(query), ...useFoundNames(query), ...useCommands()], query);
  const first = groups[0]?.[1][0]?.id;
  // What the server found comes after the key that asked for it: Enter must lead there as well.
  useEffect(() => {
    if (first === undefined || document.querySelector('[data-action][data-selected]')) return;
    // As the library itself does when the query changes; it offers no function for it.
    document.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
    store.updateState((state) => ({ ...state, selected: 0 }));
  }, [first]);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClosed}
      shortcut={null}
      scrollable
      maxHeight={420}
      title="Go to or do"
      classNames={{ header: classes.announced }}
    >
      <Spotlight.Search
        placeholder="Go to a job by its number, a device, a page; or do something"
        aria-label="Go to or do"
        leftSection={<Icon name="search" size={18} />}
      />
      <Spotlight.ActionsList>
        {groups.map(([group, commands]) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {commands.map((command) => (
              <CommandRow key={command.id} command={command} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>Nothing has this name.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function CommandRow({ command: { label, about, icon, run } }: { command: Command }) {
  return (
    <Spotlight.Action
      label={label}
      description={about}
      leftSection={<Icon name={icon} size={16} />}
      onClick={run}
    />
  );
}
