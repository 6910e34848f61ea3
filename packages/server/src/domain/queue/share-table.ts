// SPDX-License-Identifier: Apache-2.0
import type { ShareHolder } from '@lava/protocol/api/fair-share.ts';
import { type Account, Shares, type Team } from './shares.ts';

/** Who had how much of the lab, and what is theirs among those who have devices or wait for one now; who used most first. */
export function shareTable(
  accounts: readonly Account[],
  teams: readonly Team[],
  waiting: ReadonlySet<number>,
): (ShareHolder & { id: number; full: boolean })[] {
  const shares = new Shares(accounts, teams);
  const all = shares.all().map((account) => ({
    ...account,
    waiting: waiting.has(account.id),
    asks: waiting.has(account.id) || account.running > 0,
  }));
  const total = sum(all.map(({ seconds }) => seconds)) || 1;
  const byHolder = Map.groupBy(all, ({ holder }) => holder);
  const weightOf = (list: typeof all) => sum(list.filter(({ asks }) => asks).map(({ weight }) => weight));
  const wanted = sum([...byHolder].map(([{ weight }, its]) => (its.some(({ asks }) => asks) ? weight : 0)));
  const users = all.map(({ id, name, weight, seconds, running, holder, asks, waiting: waits }) => {
    const within = holder.kind === 'group' ? weight / weightOf(byHolder.get(holder) ?? []) : 1;
    return {
      ...{
        id,
        kind: 'user' as const,
        name,
        group: holder.kind === 'group' ? holder.name : null,
        weight,
        cap: null,
      },
      ...{ running, waiting: waits, used: seconds / total, full: shares.full(id) !== undefined },
      share: asks ? (holder.weight / wanted) * within : null,
    };
  });
  const byId = new Map(all.map((account) => [account.id, account]));
  const groups = teams.map(({ id, name, weight, cap, members }) => {
    const its = members.flatMap((member) => byId.get(member) ?? []);
    const own = its.filter(({ holder }) => holder.kind === 'group' && holder.name === name);
    const running = sum(its.map((each) => each.running));
    return {
      ...{ id, kind: 'group' as const, name, group: null, weight, cap, running },
      waiting: its.some((each) => each.waiting),
      used: sum((weight === null ? its : own).map(({ seconds }) => seconds)) / total,
      share: weight !== null && own.some(({ asks }) => asks) ? weight / wanted : null,
      full: cap !== null && running >= cap,
    };
  });
  return [...groups, ...users].sort((a, b) => b.used - a.used);
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
