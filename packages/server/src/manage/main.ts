// SPDX-License-Identifier: Apache-2.0
import { createLogger } from '@lava/kit/log/logger.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { accountName } from '../backup/failures.ts';
import { endSignal } from '../end-signal.ts';
import { openStorage } from '../storage.ts';
import { manageProgram, type OpenSession } from './program.ts';
import { settingsOf } from './session.ts';

/** `lava-server manage`: what must work without a running server, on its host, for users who may read its database. */
export async function manage(args: string[]): Promise<void> {
  await manageProgram(openSession, (text) => void process.stdout.write(text)).parseAsync(args, {
    from: 'user',
  });
}

const openSession: OpenSession = async (options, schema, work) => {
  const settings = settingsOf(options);
  const log = createLogger('lava-server', { level: 'error', format: settings.logFormat });
  // The database may be started here, and then must not be left running.
  const interrupted = endSignal().then((signal) => {
    throw new LavaError('canceled', `ended by ${signal}`);
  });
  interrupted.catch(() => undefined); // may come before anybody listens; it is raced below
  const storage = await openStorage(settings, log, { name: 'lava-manage', schema }).catch(
    (error: unknown) => {
      throw explain(error);
    },
  );
  try {
    await Promise.race([work({ db: storage.db, settings, input: readInput }), interrupted]);
  } catch (error) {
    throw explain(error);
  } finally {
    process.stdin.destroy();
    await storage.close();
  }
};

/** For who works on this host: what the account that this runs as may not read, and where to look further. */
function explain(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' && path !== undefined) {
    return new LavaError('request-invalid', `${accountName()}, as which this runs, may not read ${path}`, {
      hint: 'move it to a place that this account can read, or use - and standard input',
      cause: error,
    });
  }
  if (error instanceof LavaError && error.code === 'database-down' && error.hint === undefined) {
    const hint = 'does PostgreSQL run? lava doctor says more';
    return new LavaError('database-down', error.message, { hint, cause: error });
  }
  return error;
}

async function readInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += chunk;
  return text;
}
