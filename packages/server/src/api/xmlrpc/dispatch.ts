// SPDX-License-Identifier: Apache-2.0
import { findUnstorable } from '@lava/protocol/text/storable.ts';
import { scopeAllows } from '../../rights/scope.ts';
import { faultOf, SERVER_FAULT } from './fault-of.ts';
import type { Caller } from './method.ts';
import { METHODS } from './methods.ts';
import { Fault, NO_SUCH_METHOD, type Value, WRONG_ARGUMENTS } from './value.ts';

/** Calls of one multicall: each may read much, and they are one request. */
const MOST_CALLS = 100;

/** @throws Fault */
export async function dispatch(caller: Caller, name: string, params: Value[]): Promise<Value> {
  if (name === 'system.multicall') return multicall(caller, params[0]);
  const method = METHODS.get(name);
  if (!method) throw new Fault(NO_SUCH_METHOD, `No such method: '${name.slice(0, 200)}'`);
  const { scope = 'all' } = caller.actor ?? {};
  if (!scopeAllows(scope, method.scope))
    throw new Fault(403, `this token may not call ${name}: its scope is ${scope}`);
  try {
    const bad = findUnstorable(params);
    if (bad) throw new Fault(WRONG_ARGUMENTS, bad.message);
    return await method.call(caller, params);
  } catch (thrown) {
    const fault = faultOf(thrown, name, caller.actor);
    if (fault) throw fault;
    caller.log.error({ method: name, cause: thrown instanceof Error ? thrown.stack : thrown }, 'call failed');
    throw SERVER_FAULT;
  }
}

/** Each answer in a list of its own, or the fault in its place. */
async function multicall(caller: Caller, calls: Value | undefined): Promise<Value[]> {
  if (!Array.isArray(calls) || calls.length > MOST_CALLS)
    throw new Fault(WRONG_ARGUMENTS, `must be a list of at most ${MOST_CALLS} calls`);
  const answers: Value[] = [];
  for (const call of calls) {
    try {
      const { methodName, params } = asCall(call);
      answers.push([await dispatch(caller, methodName, params)]);
    } catch (thrown) {
      const { code, message } = thrown as Fault;
      answers.push({ faultCode: code, faultString: message });
    }
  }
  return answers;
}

function asCall(call: Value): { methodName: string; params: Value[] } {
  if (typeof call === 'object' && call !== null && !Array.isArray(call)) {
    const { methodName, params = [] } = call as Record<string, Value>;
    if (methodName === 'system.multicall')
      throw new Fault(WRONG_ARGUMENTS, 'a multicall must not have another in it');
    if (typeof methodName === 'string' && Array.isArray(params)) return { methodName, params };
    throw new Fault(WRONG_ARGUMENTS, 'system.multicall methodName not specified');
  }
  throw new Fault(WRONG_ARGUMENTS, 'system.multicall expected struct');
}
