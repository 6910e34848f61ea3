// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../../db/database.ts';
import { renderDictionary } from '../../device-types/templates/render.ts';
import { checkEnvelope } from './envelope.ts';

const JOB = `
job_name: warm up
device_type: qemu
visibility: public
timeouts: {job: {minutes: 1}}
actions:
- deploy: {to: tmpfs, images: {kernel: {url: 'file:///none', image_arg: '-kernel {kernel}'}}}
- boot: {method: qemu, media: tmpfs, prompts: ['#'], auto_login: {login_prompt: 'login:', username: root}}
- test:
    definitions:
    - {from: inline, name: x, path: x, repository: {metadata: {format: Lava-Test Test Definition 1.0, name: x}, run: {steps: [x]}}}
`;

/**
 * Schemas and templates are compiled when they are first used, which takes about 0.1 s together. Done before anybody
 * waits for it, the first job after a start is as fast as the others. Nothing of the results is used.
 */
export async function warmUp(db: Database): Promise<void> {
  checkEnvelope(JOB, {});
  const device = { name: 'warm-up', deviceType: 'qemu' };
  await db.run((q) => renderDictionary(q, "{% extends 'qemu.jinja2' %}", device));
}
