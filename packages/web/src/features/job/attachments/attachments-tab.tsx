// SPDX-License-Identifier: Apache-2.0
import type { Attachment } from '@lava/protocol/api/attachments.ts';
import { addedMethods } from '@lava/protocol/api/client/added.ts';
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { Anchor, Button, FileButton, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { offers } from '../../../ui/action/action.tsx';
import { ConfirmButton } from '../../../ui/confirm/confirm-button.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Time } from '../../../ui/time/time.tsx';

/** Files that people and programs added to the job. */
export function AttachmentsTab({ job }: { job: number }) {
  const attachments = useQuery({
    queryKey: ['job', 'attachments', job],
    queryFn: ({ signal }) => addedMethods(client.withSignal(signal)).attachments.list(job),
  });
  return (
    <ScrollArea p="md" h="100%">
      <Loaded query={attachments}>
        {(list) => (
          <Stack maw={900} align="flex-start">
            {list.items.length === 0 && <Text c="dimmed">Nobody has added a file to this job.</Text>}
            {list.items.length > 0 && (
              <Table aria-label="Attachments">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Bytes</Table.Th>
                    <Table.Th>Added</Table.Th>
                    <Table.Th aria-label="Remove" />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.items.map((attachment) => (
                    <Row key={attachment.name} job={job} attachment={attachment} />
                  ))}
                </Table.Tbody>
              </Table>
            )}
            {offers(list, 'add') && <AddFile job={job} />}
          </Stack>
        )}
      </Loaded>
    </ScrollArea>
  );
}

function Row({ job, attachment }: { job: number; attachment: Attachment }) {
  const { name, size, by, added, sha256 } = attachment;
  const remove = useMutation({
    mutationFn: () => addedMethods(client).attachments.remove(job, name),
    meta: { changes: ['job'], failed: 'Not removed' },
  });
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Anchor
          href={`${API_PREFIX}/jobs/${job}/attachments/${encodeURIComponent(name)}`}
          title={`SHA-256 ${sha256}`}
          download
        >
          {name}
        </Anchor>
      </Table.Td>
      <Table.Td>{size.toLocaleString('en')}</Table.Td>
      <Table.Td>
        {by}, <Time time={added} />
      </Table.Td>
      <Table.Td>
        {offers(attachment, 'remove') && (
          <ConfirmButton
            size="compact-xs"
            variant="default"
            c="red"
            loading={remove.isPending}
            question={`Remove ${name}?`}
            verb="Remove the file"
            onConfirm={() => remove.mutate()}
          >
            Remove
          </ConfirmButton>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function AddFile({ job }: { job: number }) {
  const add = useMutation({
    mutationFn: (file: File) => addedMethods(client).attachments.add(job, nameOf(file), file),
    meta: { changes: ['job'], failed: 'Not added' },
  });
  return (
    <FileButton onChange={(file) => file && add.mutate(file)}>
      {(props) => (
        <Button {...props} variant="default" loading={add.isPending}>
          Add a file
        </Button>
      )}
    </FileButton>
  );
}

/** Its name, with _ for what a name here cannot have. */
function nameOf({ name }: File): string {
  return name.replace(/[^A-Za-z0-9_.@+-]/g, '_').replace(/^\./, '_');
}
