// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { Icon } from '../../ui/icon/icon.tsx';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** Opens the palette, as Ctrl+K does wherever you are. Its code comes when it is opened first. */
export function PaletteButton() {
  const [opened, setOpened] = useState(false);
  useHotkeys([['mod+K', () => setOpened(true)]], [], true);
  return (
    <>
      <Tooltip label="Go to or do (Ctrl+K)">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          onClick={() => setOpened(true)}
          aria-label="Go to or do"
          aria-keyshortcuts="Control+K"
        >
          <Icon name="search" />
        </ActionIcon>
      </Tooltip>
      {opened && (
        <Suspense>
          <Palette onClosed={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
