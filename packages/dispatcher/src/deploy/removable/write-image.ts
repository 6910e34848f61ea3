// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { DeployedFile } from '../../artefact/deployed.ts';
import type { Connection } from '../../console/connection.ts';
import { pattern } from '../../console/pattern.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { waitTime } from '../../engine/waits.ts';
import { FileServer } from '../../host/file-server.ts';
import { shellQuote } from '../../host/shell-quote.ts';
import { shellCommand } from '../../login/shell.ts';
import type { RemovableBlock } from './schema.ts';

/** What dd prints when it has written all. */
const WRITTEN = ['[0-9]+\\+[0-9]+ records out', '[0-9]+ bytes \\(.*\\) copied'];

/** @throws LavaError `job-invalid` */
export function checkWriter({ download, writer, image, images }: RemovableBlock): void {
  if (!download && !writer)
    throw new LavaError('job-invalid', 'nothing is said about how the device fetches and writes the image', {
      hint: 'give `download`, a program that fetches it for dd, or `writer`, one that does both',
    });
  if (!image && !images?.image) throw new LavaError('job-invalid', '`images` has no `image`');
}

/** Lets the system that runs on the device fetch the image from the worker and write it onto one of its media. */
export async function writeImage(
  run: Run,
  { block, board }: PlanContext<RemovableBlock>,
  files: ReadonlyMap<string, DeployedFile>,
  connection: Connection,
): Promise<void> {
  const uuid = board.media[String(block.to)]?.[block.device] ?? '';
  const node = shellQuote(`/dev/disk/by-id/${uuid}`);
  const server = await FileServer.start();
  try {
    const url = addAll(run, server, files);
    const { line, prompt } = commandOf(block, url, node);
    const written = (block.tool?.prompts ?? WRITTEN).map(pattern);
    run.log.info(`Writing ${basename(url)} onto ${block.device}`);
    using limit = waitTime(run);
    await shellCommand(limit, connection, line, 'artefact-invalid', [[pattern(prompt)], written]);
    await shellCommand(limit, connection, 'sync');
    run.result({ success: 'the image is written' });
  } finally {
    server.close();
  }
}

/** All files under one address, so that a program finds the map next to the image. @returns address of the image */
function addAll(run: Run, server: FileServer, files: ReadonlyMap<string, DeployedFile>): string {
  const folder = crypto.randomUUID();
  const host = run.job.host.dispatcherIp();
  const urls = new Map(
    [...files].map(([key, { file }]) => {
      const { path } = file.get();
      return [key, server.add(host, path, basename(path), folder)];
    }),
  );
  return urls.get('image') ?? '';
}

/** The line for the device's shell; its status says whether fetching and writing have both worked. */
function commandOf(
  { download, writer }: RemovableBlock,
  url: string,
  node: string,
): { line: string; prompt: string } {
  const tool = writer ?? download;
  if (!tool) throw new LavaError('bug', 'the block was not checked');
  const options = tool.options.replaceAll('{DOWNLOAD_URL}', shellQuote(url)).replaceAll('{DEVICE}', node);
  const command = `${tool.tool} ${options}`;
  if (writer) return { line: command, prompt: tool.prompt };
  const both = `{ { ${command}; echo $? >&3; } | dd of=${node} bs=4M >&2 || echo 1 >&3; } 3>&1`;
  return { line: `s=$(${both}); [ "$s" = 0 ]`, prompt: tool.prompt };
}
