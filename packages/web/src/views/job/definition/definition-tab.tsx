// SPDX-License-Identifier: Apache-2.0
import { Group, ScrollArea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CodeEditor } from '../../../components/code-editor/code-editor.tsx';
import { CopyAction } from '../../../components/copy/copy-action.tsx';
import { Icon } from '../../../components/icon/icon.tsx';
import { LinkButton } from '../../../components/page/link-button.tsx';
import { Loaded } from '../../../components/page/loaded.tsx';
import { queries } from '../../../data/queries.ts';

/** The job as it was submitted. */
export function DefinitionTab({ id }: { id: number }) {
  const definition = useQuery(queries.definition(id));
  return (
    <ScrollArea p="md" flex={1}>
      <Loaded query={definition}>
        {(text) => (
          <>
            <Group gap="xs" mb="sm">
              <CopyAction value={text} />
              <LinkButton
                to="/submit"
                search={{ from: id }}
                size="compact-sm"
                variant="default"
                leftSection={<Icon name="edit" size={15} />}
              >
                Edit and resubmit
              </LinkButton>
            </Group>
            <CodeEditor language="yaml" value={text} readOnly label="Job definition" />
          </>
        )}
      </Loaded>
    </ScrollArea>
  );
}
