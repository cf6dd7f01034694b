import type { FieldFault } from '@airside/contracts';

/** Largest operation event, in bytes. */
export const longestMessageBytes = 64 * 1024;

/** The JSON value in a message, or why there is none. A byte order mark is passed over. */
export function readMessage(body: Uint8Array): { value: unknown } | { fault: FieldFault } {
  const fault = (message: string) => ({ fault: { field: 'body', message } });
  if (body.byteLength > longestMessageBytes) return fault(`must have at most ${longestMessageBytes} bytes`);
  const text = decode(body);
  if (text === undefined) return fault('not valid UTF-8');
  try {
    return { value: JSON.parse(text) };
  } catch {
    return fault('not valid JSON');
  }
}

/** A message as a list can show it: its JSON, else its text, else its bytes. */
export function showMessage(body: Uint8Array): unknown {
  const text = decode(body);
  if (text === undefined) return { base64: Buffer.from(body).toString('base64') };
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
