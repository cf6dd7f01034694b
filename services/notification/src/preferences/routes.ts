import { ChannelChoice, IdInPath, Preferences, PreferencesChange } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import type { PassengerDirectory } from './passenger-directory.ts';
import { changePreferences, readPreferences } from './preferences.ts';

const path = '/api/notifications/preferences';
const tags = ['notifications'];

export type PreferenceDeps = { cluster: Cluster; passengers: PassengerDirectory };

export function preferenceRoutes(app: App, { cluster, passengers }: PreferenceDeps): void {
  const ownerOf = async (accountId: number) => ({ accountId, passengerId: await passengers.passengerOf(accountId) });

  app.get(
    path,
    {
      config: { access: access.signedIn },
      schema: { summary: 'How you want to be told', tags, response: { 200: Preferences } },
    },
    async (request) => readPreferences(cluster, await ownerOf(accountOf(request).userId)),
  );

  app.put(
    path,
    {
      config: { access: access.signedIn },
      schema: {
        summary: 'Choose how you want to be told; what is left out stays as it is',
        tags,
        body: PreferencesChange,
        response: { 200: Preferences },
      },
    },
    async (request) => changePreferences(cluster, await ownerOf(accountOf(request).userId), request.body),
  );

  internalRoutes(app, cluster);
}

const params = Type.Object({ passengerId: Type.String({ pattern: '^P[0-9]{3,10}$' }) });

/** For the resource API, which shows the channels, and for sample data. */
function internalRoutes(app: App, cluster: Cluster): void {
  const internal = '/internal/preferences/:passengerId';
  const config = { access: access.internal };

  app.get(
    internal,
    {
      config,
      schema: {
        hide: true,
        params,
        /** Whose choices count while the passenger has none of its own. */
        querystring: Type.Object({ account_id: Type.Optional(IdInPath) }, { additionalProperties: false }),
        response: { 200: ChannelChoice },
      },
    },
    async (request) => {
      const owner = { passengerId: request.params.passengerId, accountId: request.query.account_id };
      return (await readPreferences(cluster, owner)).channels;
    },
  );

  app.put(
    internal,
    { config, schema: { hide: true, params, body: PreferencesChange, response: { 200: Preferences } } },
    async (request) =>
      changePreferences(cluster, { passengerId: request.params.passengerId, accountId: undefined }, request.body),
  );
}
