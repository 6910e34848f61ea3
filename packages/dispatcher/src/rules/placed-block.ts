// SPDX-License-Identifier: Apache-2.0

export type Section = 'deploy' | 'boot' | 'test' | 'command' | 'hold';

/** One block of a job, and where it stands. */
export interface PlacedBlock {
  section: Section;
  block: unknown;
  path: (string | number)[];
}
