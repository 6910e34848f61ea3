// SPDX-License-Identifier: Apache-2.0
import type { ShareHolder } from '@lava/protocol/api/fair-share.ts';
import { ScrollArea, Table } from '@mantine/core';
import { ChangeShareButton } from './change-share-button.tsx';

interface ShareTableProps {
  holders: readonly ShareHolder[];
  mayChange: boolean;
  version: number;
}

export function ShareTable({ holders, mayChange, version }: ShareTableProps) {
  return (
    <ScrollArea>
      <Table miw={640} maw={1100} aria-label="Shares">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Share</Table.Th>
            <Table.Th>Used recently</Table.Th>
            <Table.Th>Devices now</Table.Th>
            <Table.Th>Weight</Table.Th>
            <Table.Th>Waits</Table.Th>
            {mayChange && <Table.Th aria-label="Change" />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {holders.map((holder) => (
            <Table.Tr key={`${holder.kind} ${holder.name}`}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{nameOf(holder)}</Table.Td>
              <Table.Td>{holder.share === null ? '–' : percent(holder.share)}</Table.Td>
              <Table.Td>{percent(holder.used)}</Table.Td>
              <Table.Td>
                {holder.running}
                {holder.cap !== null && ` of ${holder.cap}`}
              </Table.Td>
              <Table.Td>{holder.weight ?? '–'}</Table.Td>
              <Table.Td>{holder.waiting ? 'yes' : 'no'}</Table.Td>
              {mayChange && (
                <Table.Td>
                  <ChangeShareButton holder={holder} version={version} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function nameOf({ kind, name, group }: ShareHolder): string {
  if (kind === 'group') return `Group ${name}`;
  return group === null ? name : `${name} (in ${group})`;
}

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
