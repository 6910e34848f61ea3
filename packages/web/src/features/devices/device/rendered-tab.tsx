// SPDX-License-Identifier: Apache-2.0
import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../../data/queries.ts';
import { CopyAction } from '../../../ui/copy/copy-action.tsx';
import { CodeEditor } from '../../../ui/editor/code-editor.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';

export function RenderedTab({ name }: { name: string }) {
  const rendered = useQuery(queries.rendered(name));
  return (
    <Loaded query={rendered}>
      {(text) => (
        <Stack gap="sm">
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              The configuration that the dispatcher gets: the type's template, with the values of the
              dictionary.
            </Text>
            <CopyAction value={text} />
          </Group>
          <CodeEditor language="yaml" value={text} readOnly label={`Rendered configuration of ${name}`} />
        </Stack>
      )}
    </Loaded>
  );
}
