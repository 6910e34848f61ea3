// SPDX-License-Identifier: Apache-2.0
import type { GroupAnswer, GroupCall, Pairs } from '@lava/protocol/wire/group-call.ts';
import type { Database, Queries } from '../db/database.ts';
import {
  addMessage,
  type CallingMember,
  callersOf,
  comeToMeeting,
  meetingOf,
  messagesOf,
} from '../db/queries/multinode-calls.ts';

/** Names of messages that one job may send, and of meetings that it may come to. */
const MOST_NAMES = 1_000;
/** Characters of an answer: it is typed on consoles. */
const MOST_ANSWER = 100_000;

/** What a call of a job means now; undefined while it has to wait. `group` is undefined for a job without one. */
export interface Outcome {
  group: number | undefined;
  answer: GroupAnswer | undefined;
}

/**
 * Answers a call, whichever worker and master it came through before: what was said is in the database.
 * @param worker that the call came from; it speaks only for jobs that run there
 */
export function answerCall(db: Database, worker: string, job: number, call: GroupCall): Promise<Outcome> {
  return db.transaction(async (q) => {
    const members = await callersOf(q, job);
    const own = members.find((member) => member.job === job);
    if (own?.worker !== worker || own.over)
      return { group: undefined, answer: refused('the job is not in a group') };
    return { group: own.group, answer: await answerFor(q, own, members, call) };
  });
}

const refused = (why: string): GroupAnswer => ({ refused: why });

async function answerFor(
  q: Queries,
  own: CallingMember,
  members: readonly CallingMember[],
  call: GroupCall,
): Promise<GroupAnswer | undefined> {
  switch (call.call) {
    case 'send':
      if (await addMessage(q, own, call, MOST_NAMES)) return { messages: {} };
      return refused(`a job may send ${MOST_NAMES} messages with 100 values each`);
    case 'sync': {
      if (!(await comeToMeeting(q, own, call, MOST_NAMES)))
        return refused(`a job may come to ${MOST_NAMES} meetings`);
      const times = await meetingOf(q, own.group, call.name);
      const missing = members.filter(({ job }) => (times.get(job) ?? 0) < call.times);
      return missing.length === 0 ? { messages: {} } : gone(missing, 'has ended before it came');
    }
    case 'wait': {
      const sent = await messagesOf(q, own.group, call.name);
      if (sent.size > 0) return messages(sent);
      const others = members.filter(({ job }) => job !== own.job);
      return others.every(({ over }) => over) ? gone(others, 'has ended, and none has sent it') : undefined;
    }
    case 'wait-all': {
      const awaited = members.filter(
        ({ job, role }) => job !== own.job && (call.role === undefined || role === call.role),
      );
      if (call.role !== undefined && !members.some(({ role }) => role === call.role))
        return refused(`the group has no role ${call.role}`);
      const sent = await messagesOf(q, own.group, call.name);
      const missing = awaited.filter(({ job }) => !sent.has(job));
      if (missing.length > 0) return gone(missing, 'has ended without having sent it');
      const from = new Set([own.job, ...awaited.map(({ job }) => job)]);
      return messages(new Map([...sent].filter(([job]) => from.has(job))));
    }
  }
}

/** Waiting for a job that is over is in vain. */
function gone(members: readonly CallingMember[], what: string): GroupAnswer | undefined {
  const over = members.find((member) => member.over);
  return over && refused(`job ${over.subId}, role ${over.role}, ${what}`);
}

function messages(sent: ReadonlyMap<number, Pairs>): GroupAnswer {
  const answer = { messages: Object.fromEntries([...sent].map(([job, pairs]) => [String(job), pairs])) };
  if (JSON.stringify(answer).length <= MOST_ANSWER) return answer;
  return refused(`the messages have more than ${MOST_ANSWER} characters together`);
}
