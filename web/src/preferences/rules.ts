import type { NoticeKindName, QuietHours } from '@airside/contracts';

export const kinds = ['delay', 'cancellation', 'gate_change'] as const satisfies readonly NoticeKindName[];

/** In the order of the list above, whatever was chosen first. */
export function toggleKind(
  chosen: readonly NoticeKindName[],
  kind: NoticeKindName,
  isWanted: boolean,
): NoticeKindName[] {
  return kinds.filter((each) => (each === kind ? isWanted : chosen.includes(each)));
}

/** The usual night, in the zone of whoever asks for it. */
export function nightOf(timeZone: string): QuietHours {
  return { from: '22:00', to: '07:00', timeZone };
}

/** A VAPID key as the browser wants it: bytes of unpadded base64url (RFC 8292 §3.2). */
export function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
