// SPDX-License-Identifier: Apache-2.0
import type { DefinitionForm } from '@lava/protocol/api/jobs.ts';
import { Group, ScrollArea, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../../data/queries.ts';
import { CopyAction } from '../../../ui/copy/copy-action.tsx';
import { CodeEditor } from '../../../ui/editor/code-editor.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { LinkButton } from '../../../ui/page/link-button.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';

interface DefinitionTabProps {
  id: number;
  /** Translated: there are two texts. */
  json: boolean;
}

const FORMS: { value: DefinitionForm; label: string }[] = [
  { value: 'submitted', label: 'JSON as submitted' },
  { value: 'pipeline', label: 'Pipeline job that runs' },
];

/** The job as it was submitted and, of a JSON job, its translation. */
export function DefinitionTab({ id, json }: DefinitionTabProps) {
  const [form, setForm] = useState<DefinitionForm>('submitted');
  const definition = useQuery(queries.definition(id, form));
  return (
    <ScrollArea p="md" flex={1}>
      <Loaded query={definition}>
        {(text) => (
          <>
            <Group gap="xs" mb="sm">
              {json && (
                <SegmentedControl
                  size="xs"
                  aria-label="Which text"
                  data={FORMS}
                  value={form}
                  onChange={(value) => setForm(value as DefinitionForm)}
                />
              )}
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
