// SPDX-License-Identifier: Apache-2.0
import qemu from '../../../../../examples/jobs/qemu-first-job.yaml?raw';

export interface Template {
  name: string;
  about: string;
  text: string;
}

/** Whole jobs to start from: the tested examples. */
export const TEMPLATES: Template[] = [
  {
    name: 'Linux under QEMU',
    about: 'Boots a guest and runs inline tests',
    text: qemu.replace(/^# SPDX[^\n]*\n#\n/, ''),
  },
];
