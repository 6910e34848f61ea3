#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What an outlet of the PDU is wired to: power.sh on|off BOARD. The directory of a board has the command of its emulator, one
# word a line, and while it has power the process id.
board=$2
pid=$(cat "$board/pid" 2>/dev/null)
on() { [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; }
case $1 in
on)
  on && exit 0
  IFS='
'
  set -f
  exec $(cat "$board/command") -daemonize -pidfile "$board/pid" >>"$board/log" 2>&1
  ;;
off)
  # An emulator whose console nobody reads ignores SIGTERM.
  on && kill "$pid" && for i in 1 2 3 4 5 6 7 8 9 10; do on && sleep 0.1; done
  on && kill -9 "$pid"
  rm -f "$board/pid"
  ;;
esac
