import type { OneTimePurpose } from '@airside/contracts';

/**
 * Texts of one language. They may name `name`, `link`, `token` and `until` (day, date and hour, UTC); the link is a paragraph
 * of its own.
 */
export type AccountMailCatalogue = { locale: string } & Record<OneTimePurpose, { subject: string; body: string }>;
