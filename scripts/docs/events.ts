import { writeFileSync } from 'node:fs';
import { eventsFile, renderEvents } from './render-events.ts';

// Writes docs/events.md from the contracts: node scripts/docs/events.ts

writeFileSync(eventsFile, renderEvents());
