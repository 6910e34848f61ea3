// SPDX-License-Identifier: Apache-2.0
import type { ConsoleRequest, ConsoleView } from '@lava/protocol/api/console.ts';
import {
  ConsoleConnection,
  type ConsoleDial,
  consoleAddress,
} from '@lava/protocol/api/console-connection.ts';
import { ConsolePace } from '@lava/protocol/api/console-pace.ts';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { client } from '../../../data/client.ts';

/** What the device's programs believe: the size of the terminal that the worker opened. */
const COLUMNS = 80;
const ROWS = 24;

const encoder = new TextEncoder();

export interface ConsoleSession {
  screen: RefObject<HTMLDivElement | null>;
  view: ConsoleView | undefined;
  linked: boolean;
  /** Why it is over; undefined while it is not. */
  over: string | undefined;
  /** The last remark of the server. */
  remark: string | undefined;
  ask(request: ConsoleRequest): void;
}

/** A terminal that shows a console of a job, as long as the page does. @param pace bytes a second */
export function useConsole(
  job: number,
  console: string | undefined,
  pace: number | undefined,
): ConsoleSession {
  const screen = useRef<HTMLDivElement>(null);
  const connection = useRef<ConsoleConnection>(undefined);
  const pacer = useRef<ConsolePace>(undefined);
  const [view, setView] = useState<ConsoleView>();
  const [linked, setLinked] = useState(false);
  const [over, setOver] = useState<string>();
  const [remark, setRemark] = useState<string>();

  useEffect(() => {
    if (!screen.current) return;
    const terminal = new Terminal({
      cols: COLUMNS,
      rows: ROWS,
      scrollback: 10_000,
      screenReaderMode: true,
      fontFamily: "'JetBrains Mono Variable', monospace",
      fontSize: 14,
      theme: { background: '#0d1117', foreground: '#e6edf3' },
    });
    terminal.open(screen.current);
    let yours = false;
    const link = new ConsoleConnection(
      {
        dial: () => new WebSocket(consoleAddress(location.origin, job, console)) as unknown as ConsoleDial,
        check: () => client.jobs.get(job),
      },
      {
        output: (bytes) => terminal.write(bytes),
        fresh: () => terminal.reset(),
        state(next) {
          if (next.yours && !yours) terminal.focus();
          yours = next.yours;
          setView(next);
        },
        skipped: (bytes) => setRemark(`${bytes} bytes were skipped here; the log has them.`),
        refused: setRemark,
        linked: setLinked,
        ended: (error) => setOver(error ? error.message : 'The job has ended.'),
      },
    );
    const paced = new ConsolePace((bytes) => link.type(bytes));
    connection.current = link;
    pacer.current = paced;
    const typed = terminal.onData((text) => {
      if (yours) paced.add(encoder.encode(text));
      else setRemark('You do not have the keyboard.');
    });
    return () => {
      typed.dispose();
      paced.close();
      link.close();
      terminal.dispose();
      setView(undefined);
    };
  }, [job, console]);

  useEffect(() => {
    if (pacer.current) pacer.current.rate = pace;
  });

  return { screen, view, linked, over, remark, ask: (request) => connection.current?.ask(request) };
}
