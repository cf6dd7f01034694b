import { WorldAnswer, WorldBody } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { loadWorld, type WorldDeps } from './load.ts';

/** The world timetable of the demo; on a local stack only. */
export function worldRoutes(app: App, deps: WorldDeps): void {
  app.post(
    '/api/demo/world',
    {
      config: { access: access.admin },
      schema: {
        summary: 'Put weekly flights of the world timetable on the schedule for some days; again adds nothing',
        tags: ['demo'],
        body: WorldBody,
        response: { 200: WorldAnswer },
      },
    },
    async (request) => loadWorld(deps, request.body),
  );
}
