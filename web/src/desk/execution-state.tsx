import { useTexts } from '../i18n/use-texts.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { deskTexts } from './texts.ts';

const tones: Readonly<Record<string, Tone>> = {
  RUNNING: 'accent',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  WAITING: 'neutral',
};

/** A state of an execution or of one of its steps. */
export function ExecutionState({ status }: { status: string }) {
  const t: Readonly<Record<string, unknown>> = useTexts(deskTexts);
  const word = t[status];
  return <Badge tone={tones[status] ?? 'neutral'}>{typeof word === 'string' ? word : status}</Badge>;
}
