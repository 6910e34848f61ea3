// SPDX-License-Identifier: Apache-2.0
import { table } from '../../output/table.ts';

/** What `lava lab up` has made. */
export interface MadeLab {
  directory: string;
  tftp: string;
  boards: { name: string; type: string; console: string; dictionary: string }[];
  entered: { url: string; worker: string } | null;
}

/** For people: what there is, and what is left for them to do. */
export function explain({ directory, tftp, boards, entered }: MadeLab): string {
  const rows = boards.map(({ name, type, console }) => [name, type, console]);
  return `${table(['BOARD', 'DEVICE TYPE', 'CONSOLE'], rows)}

${entered ? onServer(entered) : byHand(directory, boards)}

The worker of this machine must put what it deploys where the boards get it by TFTP. Start it with this setting:
  LAVA_WORKER_TFTP_DIR=${tftp}
`;
}

function onServer({ url, worker }: NonNullable<MadeLab['entered']>): string {
  return `Entered on ${url}, on worker ${worker}. Their device types take jobs now.`;
}

function byHand(directory: string, boards: MadeLab['boards']): string {
  const types = [...new Set(boards.map(({ type }) => type))];
  return [
    'Not entered on a server: `lava login` and `lava lab up` again do it, or these commands by hand, WORKER being this machine:',
    ...types.map((type) => `  lava device-types add ${type}`),
    ...boards.map(
      ({ name, type }) =>
        `  lava devices add ${name} --type ${type} --worker WORKER --dictionary ${directory}/${name}.jinja2`,
    ),
    ...boards.map(({ name, dictionary }) => `\n${name}.jinja2:\n\n${dictionary.trimEnd()}`),
  ].join('\n');
}
