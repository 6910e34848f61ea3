// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';

/**
 * What an outlet of the PDU is wired to: `power on|off OUTLET`. The emulator is known by a variable in its environment, so a
 * number that another process has by now is never killed.
 */
const SCRIPT = `#!/bin/sh
lab=@LAB@
outlet=$2
part=$lab/emulator-$outlet
pid=$(cat "$lab/run/$outlet.pid" 2>/dev/null)
on() { [ -n "$pid" ] && grep -qzFx "LAVA_LAB_PART=$part" "/proc/$pid/environ" 2>/dev/null; }
case $1 in
on)
  on && exit 0
  IFS='
'
  set -f
  exec env LAVA_LAB="$lab" LAVA_LAB_PART="$part" $(cat "$lab/$outlet.command") \\
    -daemonize -pidfile "$lab/run/$outlet.pid" >>"$lab/run/emulator-$outlet.log" 2>&1
  ;;
off)
  # An emulator whose console nobody reads ignores SIGTERM.
  on && kill "$pid" && for i in 1 2 3 4 5 6 7 8 9 10; do on && sleep 0.1; done
  on && kill -9 "$pid" && while on; do sleep 0.05; done
  rm -f "$lab/run/$outlet.pid"
  ;;
esac
`;

export const scriptOf = ({ directory }: Place): string => join(directory, 'power');

/** The part that runs while an outlet is on. */
export const emulatorOf = (outlet: number): string => `emulator-${outlet}`;

export function writeScript(place: Place): void {
  writeFileSync(scriptOf(place), SCRIPT.replace('@LAB@', place.directory), { mode: 0o755 });
}
