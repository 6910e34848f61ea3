// SPDX-License-Identifier: Apache-2.0
import { readInput } from '../../input/text.ts';
import { argument, FileName } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { inFile } from '../jobs/definition-file.ts';
import { ObjectName } from '../object-name.ts';
import { announceLease, LEASE_OPTIONS, lengthOf } from './await-held.ts';

export const boot = defineVerb({
  summary: 'borrow a board, booted as a job does it; its tests are left out',
  arguments: {
    target: argument('name of a device or device type', ObjectName, 'devices'),
    file: argument('job definition; - for stdin', FileName, 'file'),
  },
  options: LEASE_OPTIONS,
  async run(context, { target, file }, { wait, ...length }) {
    const asked = { target, job: readInput(file), ...lengthOf(length) };
    return announceLease(context, await context.client().leases.ask(asked).catch(inFile(file)), wait);
  },
});
