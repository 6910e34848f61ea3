// SPDX-License-Identifier: Apache-2.0
import type { JoinInvitation } from '@lava/protocol/api/lab.ts';
import type { Context } from '../../context.ts';
import { safeCell } from '../../output/safe.ts';
import { when } from '../../output/time.ts';

/** The line that a worker joins with, once; by a pipe, since arguments can be read by everybody on a machine. */
export function printInvitation(context: Context, invitation: JoinInvitation): void {
  context.note(`On ${invitation.name}, before ${when(invitation.expires)}, once:`);
  // Copied into a shell: nothing in it may end the quotes.
  const line = safeCell(invitation.joinLine).replaceAll("'", '');
  context.output.say(invitation, () => `echo '${line}' | lava-slave join`);
}
