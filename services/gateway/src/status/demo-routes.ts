import { Problem } from '@airside/contracts';
import { access, accountOf, type App } from '@airside/service';
import { Type } from 'typebox';
import type { LocalStack } from './local-stack.ts';

const Choice = Type.Object(
  {
    speed: Type.Optional(Type.Integer({ minimum: 1, maximum: 600, description: 'minutes of the day in a minute; 60' })),
    scenario: Type.Optional(Type.Integer({ minimum: 1, maximum: 5, description: 'one of the scenarios, not a day' })),
  },
  { additionalProperties: false },
);
const Message = Type.Object({ message: Type.String() });
const longestBodyBytes = 1024;

/** Starts and stops the simulator of a local stack (api.md §1). Its third, `load`, is booking's. */
export async function demoRoutes(app: App, deps: { localStack: LocalStack | undefined }): Promise<void> {
  const tags = ['demo'];
  const config = { access: access.admin };
  // The gateway leaves bodies alone; these routes are the only ones of its own that take one.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(new Problem('MALFORMED_BODY'));
    }
  });

  app.post(
    '/api/demo/start',
    {
      config,
      bodyLimit: longestBodyBytes,
      schema: {
        tags,
        summary: 'Start a simulated day, or a scenario; a day that runs is begun anew',
        body: Type.Union([Choice, Type.Null()]),
        response: { 202: Message },
      },
    },
    async (request, reply) => {
      if (deps.localStack === undefined) throw new Problem('LOCAL_STACK_ONLY');
      const choice = request.body ?? {};
      request.log.warn({ by: accountOf(request).userId, ...choice }, 'simulator started');
      return reply.code(202).send({ message: await deps.localStack.startSimulator(choice) });
    },
  );

  app.post(
    '/api/demo/stop',
    {
      config,
      bodyLimit: longestBodyBytes,
      schema: { tags, summary: 'Stop the simulator', response: { 202: Message } },
    },
    async (request, reply) => {
      if (deps.localStack === undefined) throw new Problem('LOCAL_STACK_ONLY');
      request.log.warn({ by: accountOf(request).userId }, 'simulator stopped');
      return reply.code(202).send({ message: await deps.localStack.stopSimulator() });
    },
  );
}
