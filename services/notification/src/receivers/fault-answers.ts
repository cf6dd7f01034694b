import type { FaultMode } from './faults.ts';
import type { HttpAnswer } from './http.ts';

/** What faults look like that befall before a message is taken; `refuse` looks different at each provider. */
export function answerBefore(mode: FaultMode | undefined, refusal: HttpAnswer): HttpAnswer | undefined {
  switch (mode) {
    case 'refuse':
      return refusal;
    case '429':
      return { status: 429, headers: { 'retry-after': '1' }, body: { message: 'Too many requests' } };
    case '500':
      return { status: 500, body: { message: 'Internal error' } };
    case 'hang':
    case 'drop':
      return mode;
    case 'hang-after':
    case 'drop-after':
    case 'undelivered':
    case undefined:
      return undefined;
  }
}

/** What is said of a message that was taken. */
export function answerAfter(mode: FaultMode | undefined, taken: HttpAnswer): HttpAnswer {
  if (mode === 'hang-after') return 'hang';
  return mode === 'drop-after' ? 'drop' : taken;
}
