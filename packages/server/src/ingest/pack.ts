// SPDX-License-Identifier: Apache-2.0
import type { LogEnd, NewChunk } from '../db/queries/log-chunks.ts';
import { packFrame } from '../logs/frames.ts';
import type { Frame, JobPart } from './group.ts';

/** Frames of one job, ready to be appended, and the rows that say where their records are. */
export interface PackedLog {
  end: LogEnd;
  data: Buffer;
  chunks: NewChunk[];
}

/** @param file growing file of this writer */
export async function pack(end: LogEnd, { frames }: JobPart, file: number): Promise<PackedLog> {
  const packed = await Promise.all(frames.map((frame) => packFrame(linesOf(frame), 1)));
  let offset = end.end_offset;
  const chunks = frames.map((frame, index) => {
    const length = packed[index]?.length ?? 0;
    const chunk = {
      job_id: end.id,
      from_seq: frame.from,
      count: frame.count,
      file_offset: offset,
      length,
      raw_length: frame.size,
      file,
    };
    offset += length;
    return chunk;
  });
  return { end, data: Buffer.concat(packed), chunks };
}

function linesOf({ parts }: Frame): Buffer {
  const [only] = parts;
  return parts.length === 1 && only ? only : Buffer.concat(parts);
}
