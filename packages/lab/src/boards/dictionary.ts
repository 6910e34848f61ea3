// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { deviceTypeOf } from './firmware.ts';
import type { Board, LabFile } from './lab-file.ts';
import type { Place } from './place.ts';
import { type PowerAction, powerUrl } from './power.ts';

/** First line of the dictionaries of a lab, by which it knows its devices again. */
export function markOf({ directory }: Place): string {
  return `{# A virtual board of \`lava lab\` on ${hostname()}, in ${directory}. #}`;
}

/** The dictionary of a board for a worker on this machine. */
export function dictionaryOf(place: Place, lab: LabFile, board: Board): string {
  const power = (action: PowerAction) => `'curl -sSf --max-time 30 ${powerUrl(lab, board, action)}'`;
  const scale = board.timeScale === 1 ? '' : `{% set time_scale = ${board.timeScale} %}\n`;
  return `${markOf(place)}
{% extends '${deviceTypeOf(board)}.jinja2' %}
{% set connection_command = 'telnet 127.0.0.1 ${board.port}' %}
{% set hard_reset_command = ${power('reset')} %}
{% set power_on_command = ${power('on')} %}
{% set power_off_command = ${power('off')} %}
${scale}`;
}
