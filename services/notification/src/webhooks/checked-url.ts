import { invalidField } from '@airside/contracts';
import { parseTarget } from '../outgoing/targets.ts';
import type { Sender } from './sender.ts';

/** The URL in its normal form. Throws where it may not be called, naming `url`. */
export async function checkedUrl(sender: Sender, text: string): Promise<string> {
  const parsed = parseTarget(text);
  if ('fault' in parsed) throw invalidField('url', parsed.fault);
  const refusal = await sender.refusal(parsed.url);
  if (refusal !== undefined) throw invalidField('url', refusal);
  return parsed.url.href;
}
