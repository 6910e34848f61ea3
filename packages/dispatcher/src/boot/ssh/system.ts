// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { consolesOf } from '../../board/consoles.ts';
import type { Connection } from '../../console/connection.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import { shellQuote } from '../../host/shell-quote.ts';
import { checkSsh, sshWords } from '../../host/ssh.ts';
import { requireTool, runTool } from '../../host/tool.ts';
import { packTar } from '../../image/write-tar.ts';
import { sshDeviceOf } from '../../job/ssh-device.ts';
import type { SshDevice } from '../../job/ssh-device-schema.ts';
import { shellCommand } from '../../login/shell.ts';
import type { Overlay } from '../../overlay/overlay.ts';
import { hostFromGroup } from './host-from-group.ts';
import type { SshBlock } from './schema.ts';

/** What ssh itself ends with, rather than the command. */
const NO_CALL = 255;

/** How long taking the overlay away may take, milliseconds: a system that hangs does not hold the job. */
const REMOVE_TIME = 5_000;

/** A system that runs already, and is worked with over SSH: the device's own, or one whose address another job tells. */
export class SshSystem {
  readonly #context: PlanContext<SshBlock>;
  readonly #settings: SshDevice;
  #host: string | undefined;

  constructor(context: PlanContext<SshBlock>) {
    this.#context = context;
    this.#settings = sshDeviceOf(context.device);
    this.#host = this.#settings?.host || undefined;
  }

  /** @throws LavaError `device-invalid`, `host-tool-missing` */
  check(): void {
    requireTool('ssh');
    checkSsh(this.#settings);
  }

  /** Brings the overlay to the home of the account, and takes it and what comes of it away again at the end. */
  async copy(run: Run, overlay: Overlay | undefined): Promise<void> {
    if (!overlay) {
      run.log.debug('no test of the namespace needs the overlay');
      return;
    }
    const directory = await mkdtemp(join(run.job.host.workDir, 'overlay-'));
    const archive = join(directory, 'overlay.tar.gz');
    await packTar(run.progress, overlay.tree, archive);
    const file = await open(archive);
    try {
      const to = archiveOn(run);
      await this.#removeLater(run, `${to} ${shellQuote(overlay.directory)}`);
      await this.#call(run, run.progress, `umask 077; cat > ${to}`, file.fd);
    } finally {
      await file.close();
      await rm(directory, { recursive: true, force: true });
    }
    run.result({ success: 'the overlay is on the system' });
  }

  /** Opens a session, which is the console of the namespace from now on. */
  async connect(run: Run, slot: Slot<Connection>): Promise<void> {
    const { namespace } = run.step;
    const consoles = consolesOf(run.job);
    await consoles.close(namespace);
    slot.clear();
    const words = sshWords(this.#settings, await this.#address(run));
    const connection = await consoles.open(run.progress, words, {
      name: 'ssh',
      tags: ['primary', 'ssh'],
      namespace,
      env: run.job.host.env,
    });
    run.cleanup.add('close the session', () => consoles.close(namespace, 'ssh'));
    connection.characterDelay = this.#context.board.delays.boot;
    slot.set(connection);
  }

  /** Unpacks the overlay in the session. */
  async unpack(run: Run, session: Connection, overlay: Overlay | undefined): Promise<void> {
    if (!overlay) return;
    const archive = archiveOn(run);
    await shellCommand(run.progress, session, `tar -C / -xzf ${archive} && rm -f ${archive}`);
  }

  /** A system that is always on would keep what each job has left. One that another job runs ends with that. */
  async #removeLater(run: Run, paths: string): Promise<void> {
    if (!this.#settings?.host) return;
    const command = `rm -rf -- ${paths}`;
    const words = sshWords(this.#settings, await this.#address(run), command);
    const { leases, env } = run.job.host;
    const key = `overlay on the system: ${paths}`;
    leases.take(key, {
      kind: 'directory',
      what: 'remove the overlay from the system',
      undo: [{ run: words, env }],
    });
    run.cleanup.add('remove the overlay from the system', async (progress) => {
      using limit = progress.child(
        REMOVE_TIME,
        () => new LavaError('step-timeout', 'the system does not answer'),
      );
      await this.#call(run, limit, command);
      leases.release(key);
    });
  }

  /** @throws LavaError `connection-closed` when the system cannot be called, `overlay-failed` when the command fails */
  async #call(run: Run, progress: Progress, command: string, stdin?: number): Promise<void> {
    const words = sshWords(this.#settings, await this.#address(run), command);
    const { status, stderr } = await runTool(progress, words, {
      env: run.job.host.env,
      allowFailure: true,
      ...(stdin !== undefined && { stdin }),
    });
    if (status === 0) return;
    const said = stderr.trim().slice(-500);
    if (status === NO_CALL)
      throw new LavaError('connection-closed', `the system cannot be called by SSH${said && `: ${said}`}`);
    throw new LavaError('overlay-failed', `the system answered status ${status} to: ${command}`, {
      ...(said && { hint: said }),
    });
  }

  async #address(run: Run): Promise<string> {
    this.#host ??= await hostFromGroup(run, this.#context);
    return this.#host;
  }
}

/** In the home of the account; as its shell reads it. */
function archiveOn(run: Run): string {
  return `~/lava-${run.job.id}-overlay-${run.step.level.split('.')[0]}.tar.gz`;
}
