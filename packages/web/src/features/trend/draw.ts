// SPDX-License-Identifier: Apache-2.0
import type UPlot from 'uplot';
import type { Picture } from './picture.ts';

/** The background of the points: the band, the levels, where they change, the goal. @param color of a CSS variable */
export function drawBehind(
  plot: UPlot,
  { measured, band, levels, changes }: Picture,
  goal: number | undefined,
  color: (name: string) => string,
): void {
  if (!measured) return;
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const x = (value: number) => plot.valToPos(value, 'x', true);
  const y = (value: number) => plot.valToPos(value, 'y', true);
  const line = (from: [number, number], to: [number, number]) => {
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    ctx.stroke();
  };
  ctx.save();
  if (band) {
    ctx.fillStyle = color('--mantine-color-indigo-light');
    ctx.fillRect(left, y(band.high), width, Math.max(1, y(band.low) - y(band.high)));
  }
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.strokeStyle = color('--mantine-color-indigo-5');
  for (const { from, to, value } of levels) line([x(from), y(value)], [x(to), y(value)]);
  ctx.strokeStyle = color('--mantine-color-grape-5');
  for (const at of changes) line([x(at), top], [x(at), top + height]);
  if (goal !== undefined) {
    ctx.strokeStyle = color('--mantine-color-text');
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    line([left, y(goal)], [left + width, y(goal)]);
  }
  ctx.restore();
}
