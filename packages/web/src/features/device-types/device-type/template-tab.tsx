// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { invalidate } from '../../../data/resources.ts';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { KeptText } from '../../../ui/text-history/kept-text.tsx';

export function TemplateTab({ type, editable }: { type: DeviceType; editable: boolean }) {
  const queryClient = useQueryClient();
  const template = useQuery(queries.template(type.name));
  return (
    <Loaded query={template}>
      {(current) => (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            {type.template === 'shipped'
              ? 'This template is shipped with LAVA. A template that you save here replaces it.'
              : 'The settings that all devices of this type share, in Jinja2.'}
          </Text>
          <KeptText
            label={`Template of ${type.name}`}
            file={`${type.name}.jinja2`}
            current={current}
            editable={editable}
            save={(text, version) => client.deviceTypes.template.set(type.name, text, version)}
            history={() => client.deviceTypes.template.history(type.name)}
            onSaved={(version) => {
              queryClient.setQueryData(queries.template(type.name).queryKey, version);
              void invalidate(queryClient, ['device-type', 'device']);
            }}
          />
        </>
      )}
    </Loaded>
  );
}
