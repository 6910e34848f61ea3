// SPDX-License-Identifier: Apache-2.0
import { CODES } from '@lava/protocol/error/codes.ts';
import { LavaError, type Problem, serializeError } from '@lava/protocol/error/error.ts';
import { boundProblems } from '@lava/protocol/error/problems.ts';
import { findUnstorable } from '@lava/protocol/text/storable.ts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { refusalOfDatabase } from '../../rights/database-refusal.ts';

/** Every refusal is an ApiError with the status of its code. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = classify(thrown);
  if (error.kind === 'bug') {
    const cause = error.cause instanceof Error ? error.cause.stack : error.stack;
    request.log.error({ url: request.url, method: request.method, cause }, 'request failed');
  }
  // Chosen for the answer that was to be; a client could not read an error by them.
  for (const header of ['content-encoding', 'content-disposition', 'cache-control', 'etag'])
    reply.removeHeader(header);
  const data = serializeError(error);
  // What went wrong inside is for the log; the client gets what it can act on.
  if (error.kind === 'bug') data.message = 'something went wrong in the server; its log says more';
  void reply.status(CODES[error.code].status).type('application/json; charset=utf-8').send(data);
}

function classify(thrown: unknown): LavaError {
  if (thrown instanceof LavaError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const problems: Problem[] = thrown.validation.map(({ instancePath, message }) => ({
      message: `${instancePath.slice(1).replaceAll('/', '.') || thrown.validationContext || 'request'}: ${message}`,
      where: { path: instancePath.split('/').slice(1) },
    }));
    const text = boundProblems(problems)
      .map(({ message }) => message)
      .join('; ');
    return new LavaError('request-invalid', text, { problems: boundProblems(problems) });
  }
  const refusal = refusalOfDatabase(thrown);
  if (refusal) return refusal;
  const { statusCode, message } = thrown as FastifyError;
  if (statusCode === 413) return new LavaError('too-large', 'the request is larger than allowed');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new LavaError('request-invalid', message);
  }
  return new LavaError('bug', message, { cause: thrown });
}

export function noSuchRoute(request: FastifyRequest): LavaError {
  return new LavaError('not-found', `there is nothing at ${request.method} ${request.url.split('?')[0]}`);
}

/**
 * One rule for every door: what the database cannot hold is refused with its place, before a route sees it.
 * @throws LavaError `request-invalid`
 */
export function refuseUnstorable({ params, query, body }: FastifyRequest): void {
  for (const [part, value] of Object.entries({ params, query, body })) {
    const found = findUnstorable(value);
    if (!found) continue;
    const path = found.path.map(String);
    const message = `${path.join('.') || part}: ${found.message}`;
    throw new LavaError('request-invalid', message, { problems: [{ message, where: { path } }] });
  }
}
