import type { Dashboard } from '../panel.ts';
import { business } from './business.ts';
import { databases } from './databases.ts';
import { discovery } from './discovery.ts';
import { etl } from './etl.ts';
import { events } from './events.ts';
import { gateway } from './gateway.ts';
import { notifications } from './notifications.ts';
import { overview } from './overview.ts';
import { services } from './services.ts';

export const dashboards: readonly Dashboard[] = [
  overview,
  gateway,
  services,
  discovery,
  databases,
  events,
  notifications,
  business,
  etl,
];
