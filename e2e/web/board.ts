// SPDX-License-Identifier: Apache-2.0
import { Keyboard } from '@lava/dispatcher/host/live/keyboard.ts';
import { LiveConsoles } from '@lava/dispatcher/host/live/live-consoles.ts';
import { ConsoleSocket } from '@lava/dispatcher/host/live/serve.ts';
import { RecordClock } from '@lava/dispatcher/records/clock.ts';
import { JobLog } from '@lava/dispatcher/records/job-log.ts';
import { Mask } from '@lava/dispatcher/secrecy/mask.ts';

/** A console that echoes, and repeats each line. @param write takes a record */
export async function openBoard(jobDir: string, write: (line: string) => void): Promise<void> {
  const live = new LiveConsoles();
  live.withLog(
    new JobLog({ write, flush: async () => {}, backlog: 0, lost: 0 }, new RecordClock(), new Mask([])),
  );
  let line = '';
  const keyboard = new Keyboard({
    write(bytes) {
      for (const key of String(bytes)) {
        if (key !== '\r' && key !== '\n') line += key;
        say(key === '\r' || key === '\n' ? `\r\nheard: ${line}\r\n=> ` : key);
        if (key === '\r' || key === '\n') line = '';
      }
      return bytes.length;
    },
    ended: () => false,
    delay: () => 0,
    breakKeys: undefined,
  });
  const mirror = live.open('common', 'uart0', keyboard);
  const say = (text: string) => mirror.push(Buffer.from(text));
  say('U-Boot\r\n=> ');
  await ConsoleSocket.open(jobDir, live);
}
