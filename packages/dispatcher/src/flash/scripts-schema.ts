// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** For devices whose tool has a language of its own: a script of a job can do there what the worker can. */
export const JobScripts = z
  .boolean()
  .nullish()
  .describe(
    'Let jobs bring scripts for the program (`openocd_script`): whoever submits jobs to the device can then run any program on the worker. False by default.',
  );
