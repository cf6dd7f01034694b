import { createHmac, timingSafeEqual } from 'node:crypto';

/** Names one delivery in the links of its e-mail; says nothing about its reader, and cannot be made by anybody else. */
export type UnsubscribeTokens = {
  create(deliveryKey: string): string;
  /** Key of the delivery; undefined for what we have not made. */
  read(token: string): string | undefined;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `secret` is the same in all instances; the purpose is part of the signature, so that it may serve other ends too. */
export function createUnsubscribeTokens(secret: string): UnsubscribeTokens {
  const sign = (key: string) => createHmac('sha256', secret).update(`unsubscribe ${key}`).digest();
  return {
    create: (key) => `${key}.${sign(key).toString('base64url')}`,
    read(token) {
      const [key = '', signature = ''] = token.split('.', 2);
      if (!uuid.test(key)) return undefined;
      const [given, right] = [Buffer.from(signature, 'base64url'), sign(key)];
      return given.length === right.length && timingSafeEqual(given, right) ? key : undefined;
    },
  };
}
