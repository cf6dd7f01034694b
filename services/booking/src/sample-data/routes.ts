import { SampleDataAnswer } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { samplePassengers } from './data.ts';
import { loadSampleData, type SampleDeps } from './load.ts';

export type SampleRouteDeps = SampleDeps & {
  /** Tells the notification service which channels a sample passenger wants. Throws SERVICE_UNAVAILABLE. */
  putChannels: (passengerReference: string, channels: { email: boolean; sms: boolean; push: boolean }) => Promise<void>;
};

/** Sample data for trying things out; on a local stack only. */
export function sampleDataRoutes(app: App, deps: SampleRouteDeps): void {
  app.post(
    '/api/demo/load',
    {
      config: { access: access.admin },
      schema: {
        summary: 'Load the sample flights, passengers and bookings, or restore them',
        tags: ['demo'],
        response: { 200: SampleDataAnswer },
      },
    },
    async () => {
      const loaded = await loadSampleData(deps);
      await Promise.all(
        samplePassengers.map(({ id, channels }) => deps.putChannels(`P${String(id).padStart(3, '0')}`, channels)),
      );
      return { message: 'Sample data loaded.', ...loaded };
    },
  );
}
