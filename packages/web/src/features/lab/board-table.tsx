// SPDX-License-Identifier: Apache-2.0
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Board, BoardsOfType } from './boards.ts';
import { cellOf } from './cell.tsx';
import classes from './cells.module.css';
import { SHOWN } from './states.ts';

/** A row for each device type: who waits for it, and its boards as squares that lead to them. */
export function BoardTable({ types }: { types: readonly BoardsOfType[] }) {
  if (types.length === 0) return <Text c="dimmed">There are no devices yet.</Text>;
  return (
    <table className={classes.types}>
      <thead>
        <tr>
          <th scope="col">Device type</th>
          <th scope="col" className={classes.count}>
            Jobs wait
          </th>
          <th scope="col">Boards</th>
        </tr>
      </thead>
      <tbody>
        {types.map(({ name, queued, boards }) => (
          <tr key={name}>
            <th scope="row">
              <Anchor to="/device-types/$name" params={{ name }} size="sm">
                {name}
              </Anchor>
            </th>
            <td className={classes.count}>
              {queued > 0 && (
                <Anchor to="/jobs" search={{ state: 'submitted', sort: 'queue', deviceType: name }} size="sm">
                  {queued}
                </Anchor>
              )}
            </td>
            <td>
              <ul className={classes.cells}>
                {boards.map((board) => (
                  <li key={board.device.name}>
                    <Cell {...board} />
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A board that runs a job leads to the job, any other to its device. */
function Cell({ device: { name, currentJob }, state }: Board) {
  const { label, sign } = SHOWN[state];
  const words = `${name}: ${label}${currentJob === null ? '' : `, job ${currentJob}`}`;
  const shared = { ...cellOf(state), title: words, 'aria-label': words };
  if (state === 'running' && currentJob !== null)
    return (
      <Link to="/jobs/$id" params={{ id: currentJob }} {...shared}>
        {sign}
      </Link>
    );
  return (
    <Link to="/devices/$name" params={{ name }} {...shared}>
      {sign}
    </Link>
  );
}
