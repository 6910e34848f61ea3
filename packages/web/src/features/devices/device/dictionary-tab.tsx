// SPDX-License-Identifier: Apache-2.0
import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { invalidate } from '../../../data/resources.ts';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { KeptText } from '../../../ui/text-history/kept-text.tsx';

/** The board's own settings, which extend its type's template. */
export function DictionaryTab({ name, editable }: { name: string; editable: boolean }) {
  const queryClient = useQueryClient();
  const dictionary = useQuery(queries.dictionary(name));
  return (
    <Loaded query={dictionary}>
      {(current) => (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            Settings of this board, in Jinja2; they extend the template of its type.
          </Text>
          <KeptText
            label={`Dictionary of ${name}`}
            file={`${name}.jinja2`}
            current={current}
            editable={editable}
            save={(text, version) => client.devices.dictionary.set(name, text, version)}
            history={() => client.devices.dictionary.history(name)}
            onSaved={(version) => {
              queryClient.setQueryData(queries.dictionary(name).queryKey, version);
              void invalidate(queryClient, ['device']);
            }}
          />
        </>
      )}
    </Loaded>
  );
}
