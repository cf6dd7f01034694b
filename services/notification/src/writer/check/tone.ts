import type { NoticeFacts } from '../../messages/facts.ts';

export type Tone = 'informative' | 'apologetic' | 'urgent';

/** How a text about this speaks (api.md §6). */
export function toneOf({ what }: Pick<NoticeFacts, 'what'>): Tone {
  switch (what.kind) {
    case 'delay':
      return what.delay_minutes > 0 && what.delay_category !== 'minor' ? 'apologetic' : 'informative';
    case 'cancellation':
      return 'apologetic';
    case 'gate_change':
      return what.terminal_change ? 'urgent' : 'informative';
  }
}
