import { errorBody, headers, invalidField, Problem, type ErrorShape } from '@airside/contracts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Shape of this route's refusals; `resource` for api.md §4. */
    errors?: ErrorShape;
  }
}

/** The one place of a process where errors become answers. Anything that is not a Problem is logged whole and told as UNEXPECTED. */
export function installProblemHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(toProblem(error), request, reply));
  app.setNotFoundHandler({}, (request, reply) => sendProblem(new Problem('ROUTE_NOT_FOUND'), request, reply));
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status >= 500) request.log.error({ err: problem, code: problem.code }, 'request failed');
  if (problem.retryAfterSeconds !== undefined)
    void reply.header('retry-after', String(Math.ceil(problem.retryAfterSeconds)));
  const shape = request.routeOptions.config?.errors ?? 'message';
  return reply
    .code(problem.status)
    .header(headers.requestId, request.id)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(errorBody(problem, shape, request.id));
}

/** Fastify's own refusals in our words; whatever else was thrown becomes UNEXPECTED with the cause kept for the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode, message } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('MALFORMED_BODY', { cause: error });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('PAYLOAD_TOO_LARGE', { cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('UNSUPPORTED_MEDIA_TYPE', { cause: error });
    // An instance that answers 500 is avoided: whoever could cause it with a long address could take them all out.
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return invalidField('path', 'is too long');
    default:
      // secure-json-parse refuses `__proto__` with a plain 400; bad percent escapes in a path come the same way.
      if (statusCode === 400)
        return invalidField(code === 'FST_ERR_BAD_URL' ? 'path' : 'body', message ?? 'is not valid');
      return new Problem('UNEXPECTED', { cause: error });
  }
}
