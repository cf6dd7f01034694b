import { createCipheriv, createPublicKey, diffieHellman, generateKeyPair, hkdfSync, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export type SubscriptionKeys = { p256dh: string; auth: string };

const generate = promisify(generateKeyPair);
const agree = promisify(diffieHellman);

/** What stands before a point of P-256 in a DER public key. */
const spkiPrefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
const pointBytes = 65;
const secretBytes = 16;
/** Every push service takes bodies up to 4096 bytes (RFC 8030 §7.2); header, padding and tag take 103 of them. */
export const mostPayloadBytes = 3993;
const recordSize = 4096;

/** The public key of a P-256 point. Throws where it is none. */
export function publicKeyOf(point: Buffer): KeyObject {
  if (point.length !== pointBytes) throw new RangeError('not an uncompressed point of P-256');
  return createPublicKey({ key: Buffer.concat([spkiPrefix, point]), format: 'der', type: 'spki' });
}

/** The point of a P-256 public key. */
function pointOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);
}

/** Content key and nonce both sides derive (RFC 8291 §3.4, RFC 8188 §2.2). */
export function deriveKeys(
  shared: Buffer,
  parts: { auth: Buffer; receiver: Buffer; sender: Buffer; salt: Buffer },
): { key: Buffer; nonce: Buffer } {
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), parts.receiver, parts.sender]);
  const input = Buffer.from(hkdfSync('sha256', shared, parts.auth, info, 32));
  return {
    key: Buffer.from(hkdfSync('sha256', input, parts.salt, 'Content-Encoding: aes128gcm\0', 16)),
    nonce: Buffer.from(hkdfSync('sha256', input, parts.salt, 'Content-Encoding: nonce\0', 12)),
  };
}

/**
 * A message that only the subscribed browser can read (RFC 8291, `aes128gcm`). The curve's arithmetic runs on the thread pool.
 * `salt`: 16 random bytes. Throws where the keys are no keys or the payload is too long.
 */
export async function encryptPush(payload: Buffer, keys: SubscriptionKeys, salt: Buffer): Promise<Buffer> {
  if (payload.length > mostPayloadBytes) throw new RangeError(`the payload is longer than ${mostPayloadBytes} bytes`);
  const receiver = Buffer.from(keys.p256dh, 'base64url');
  const auth = Buffer.from(keys.auth, 'base64url');
  if (auth.length !== secretBytes) throw new RangeError('the authentication secret is not 16 bytes long');
  const receiverKey = publicKeyOf(receiver);
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'prime256v1' });
  const shared = await agree({ privateKey, publicKey: receiverKey });
  const sender = pointOf(publicKey);
  const { key, nonce } = deriveKeys(shared, { auth, receiver, sender, salt });
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const header = Buffer.alloc(21);
  salt.copy(header);
  header.writeUInt32BE(recordSize, 16);
  header.writeUInt8(sender.length, 20);
  // 2 marks the last record.
  const sealed = [cipher.update(payload), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([header, sender, ...sealed]);
}
