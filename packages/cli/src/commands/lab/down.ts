// SPDX-License-Identifier: Apache-2.0
import { labDown } from '@lava/lab/boards/down.ts';
import { type LabFile, readLab } from '@lava/lab/boards/lab-file.ts';
import { defaultDirectory, type Place, placeOf } from '@lava/lab/boards/place.ts';
import { createClient } from '@lava/protocol/api/client.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { findAccess } from '../../config/access.ts';
import type { Context } from '../../context.ts';
import { flag } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { retireBoards } from './enter.ts';
import { stateDir } from './state-dir.ts';

const NONE = { names: [], jobs: [] };

export const down = defineVerb({
  summary: 'end the virtual boards of this machine, and set them to maintenance on the server',
  options: { stateDir: stateDir(), force: flag('end them also while jobs run on them') },
  async run(context, _, { stateDir: directory, force }) {
    const place = placeOf(directory ?? defaultDirectory());
    const { names: retired, jobs } = await retire(context, place);
    if (jobs.length > 0 && !force) throw inUse(jobs);
    const lab = await labDown(place);
    const boards = lab?.boards.map(({ name }) => name) ?? [];
    context.output.say({ directory: place.directory, boards, retired }, () =>
      lab ? `ended: ${boards.join(', ')}` : `no lab is up in ${place.directory}`,
    );
  },
});

function inUse(jobs: number[]): LavaError {
  const list = jobs.join(', ');
  return new LavaError('conflict', `the boards are in use by ${jobs.length === 1 ? 'job' : 'jobs'} ${list}`, {
    hint: `they are in maintenance now, and get no more jobs: wait, or \`lava jobs cancel ${jobs.join(' ')}\`, then again; or --force`,
  });
}

/** First, so that no job is given to a board that is going. What the server says must not keep the lab from ending. */
async function retire(context: Context, place: Place): Promise<Awaited<ReturnType<typeof retireBoards>>> {
  let lab: LabFile | undefined;
  try {
    lab = readLab(place);
    if (lab?.server === undefined || lab.boards.length === 0) return NONE;
    const { url, token } = findAccess({ ...context.options, server: undefined, url: lab.server });
    return await retireBoards(createClient({ baseUrl: url, token }), place, lab);
  } catch (error) {
    const names = lab?.boards.map(({ name }) => name).join(' ') ?? '';
    context.note(`warning: ${toLavaError(error).message}`);
    if (names)
      context.note(
        `the server may give jobs to ${names} still: lava devices update ${names} --health maintenance`,
      );
    return NONE;
  }
}
