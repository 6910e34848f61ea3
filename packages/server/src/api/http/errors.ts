// SPDX-License-Identifier: Apache-2.0
import { CODES } from '@lava/protocol/error/codes.ts';
import { LavaError, type Problem, serializeError } from '@lava/protocol/error/error.ts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

/** Every refusal is an ApiError with the status of its code. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = classify(thrown);
  if (error.kind === 'bug') {
    const cause = error.cause instanceof Error ? error.cause.stack : error.stack;
    request.log.error({ url: request.url, method: request.method, cause }, 'request failed');
  }
  const data = serializeError(error);
  // What went wrong inside is for the log; the client gets what it can act on.
  if (error.kind === 'bug') data.message = 'something went wrong in the server; its log says more';
  void reply.status(CODES[error.code].status).send(data);
}

function classify(thrown: unknown): LavaError {
  if (thrown instanceof LavaError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const problems: Problem[] = thrown.validation.map(({ instancePath, message }) => ({
      message: `${instancePath.slice(1).replaceAll('/', '.') || thrown.validationContext || 'request'}: ${message}`,
      where: { path: instancePath.split('/').slice(1) },
    }));
    const text = problems.map(({ message }) => message).join('; ');
    return new LavaError('request-invalid', text, { problems });
  }
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
