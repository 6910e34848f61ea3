// SPDX-License-Identifier: Apache-2.0
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { quarantineText } from './columns.ts';

export const ledger = defineVerb({
  summary: 'how the newest jobs of a device ended, next to those of others of its type',
  arguments: { name: argument('name of the device', ObjectName, 'devices') },
  async run(context, { name }) {
    const found = await context.client().devices.ledger(name);
    const { own, inARow, after, siblings, quarantine } = found;
    const text = ({ jobs, failed }: typeof own) => `${failed} of ${jobs} jobs failed because of the lab`;
    context.output.show(found, () => [
      ['own', text(own)],
      ['in a row', `${inARow}, the last ones${after === 0 ? '' : `; quarantine at ${after}`}`],
      ['others of its type', text(siblings)],
      ['quarantine', quarantineText(quarantine)],
    ]);
  },
});
