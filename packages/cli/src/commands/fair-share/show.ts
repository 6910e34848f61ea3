// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import type { FairShare } from '@lava/protocol/api/fair-share.ts';
import type { FieldValue } from '../../output/output.ts';
import { defineVerb } from '../../program/verb.ts';

export const show = defineVerb({
  summary: 'whether device time is divided by shares, and how',
  async run(context) {
    const { holders: _, may: __, ...settings } = await fairShareMethods(context.client()).get();
    context.output.show(settings, () => describeFairShare(settings));
  },
});

export type Settings = Omit<FairShare, 'holders' | 'may'>;

export function describeFairShare({ enabled, halfLifeHours, ageingHours }: Settings): [string, FieldValue][] {
  return [
    ['fair share', enabled ? 'on' : 'off: jobs are served by priority and age'],
    ['half-life', `${halfLifeHours} hours`],
    ['ageing', `${ageingHours} hours`],
  ];
}
