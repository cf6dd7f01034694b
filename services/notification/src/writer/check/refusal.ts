import type { WordingPart } from '../../messages/wording.ts';
import { topics } from '../vocabulary/vocabulary.ts';

/** Why a wording is not used: a bounded set, for figures. */
export const refusalReasons = [
  ...topics,
  'digit',
  'currency',
  'address',
  'link',
  'script',
  'markup',
  'too_long',
  'paragraphs',
  'unknown_slot',
  'extra_slot',
  'missing_slot',
  'repeated_slot',
  'slot_use',
  'language',
  'name',
  'unknown_word',
  'missing_fact',
  'wrong_fact',
  'tone',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** What is wrong, where, and the words that showed it. */
export type Refusal = { reason: RefusalReason; part: WordingPart; detail: string };
