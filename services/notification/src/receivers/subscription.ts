import { createDecipheriv, createECDH, createPrivateKey, diffieHellman, hkdfSync } from 'node:crypto';
import { deriveKeys, publicKeyOf } from '../channels/webpush/encrypt.ts';

/** A browser's side of Web Push. */
export type BrowserSide = {
  keys: { p256dh: string; auth: string };
  /** The text of a message (RFC 8291). Throws where it is not meant for this subscription. */
  decrypt(body: Buffer): Buffer;
};

/** The subscription of a name: made from a secret each time, so that there is nothing to keep. */
export function subscriptionOf(secret: string, id: string): BrowserSide {
  const derive = (what: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, id, `airside ${what}`, length));
  const curve = createECDH('prime256v1');
  const d = derive('push key', 32);
  curve.setPrivateKey(d);
  const receiver = curve.getPublicKey();
  const auth = derive('push auth', 16);
  const [x, y] = [receiver.subarray(1, 33), receiver.subarray(33)].map((part) => part.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d: d.toString('base64url') };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return {
    keys: { p256dh: receiver.toString('base64url'), auth: auth.toString('base64url') },
    decrypt(body) {
      const salt = body.subarray(0, 16);
      const idLength = body.readUInt8(20);
      const sender = body.subarray(21, 21 + idLength);
      const sealed = body.subarray(21 + idLength, -16);
      const shared = diffieHellman({ privateKey, publicKey: publicKeyOf(sender) });
      const { key, nonce } = deriveKeys(shared, { auth, receiver, sender, salt });
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(body.subarray(-16));
      const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
      // 2 ends the last record's text; zeros may follow it.
      const end = padded.findLastIndex((byte) => byte !== 0);
      if (padded[end] !== 2) throw new Error('the record has no end');
      return padded.subarray(0, end);
    },
  };
}
