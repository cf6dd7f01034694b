import { Agent } from 'undici';
import type { Account } from '../channel.ts';
import { deadlineMs, misdirected } from '../deadline.ts';
import { call, type CallResult } from '../http/call.ts';
import { judgeFailure, oneLine } from '../http/rules.ts';
import { createAccessTokens, type ServiceAccount } from './access-token.ts';
import { fcmMessage, judgeFcm } from './rules.ts';

export type FcmSettings = ServiceAccount & {
  /** `https://fcm.googleapis.com`. */
  base_url: string;
};

/** Push messages by FCM's HTTP v1 API. It takes no key of ours and cannot be asked; a message that comes twice is shown once. */
export function createFcmAccount(settings: FcmSettings, now: () => Temporal.Instant): Account {
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4000,
    connect: { timeout: 5000 },
  });
  const tokens = createAccessTokens(settings, dispatcher, now);
  const name = `fcm:${settings.project_id}`;
  const url = `${settings.base_url}/v1/projects/${encodeURIComponent(settings.project_id)}/messages:send`;

  async function post(body: string, accessToken: string, signal: AbortSignal): Promise<CallResult> {
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    return call({ dispatcher, url, headers, body }, signal);
  }

  return {
    name,
    // By its topic it takes the place of the first one.
    isRepeatHarmless: true,
    async send(address, message, stop) {
      if (address.channel !== 'fcm') return misdirected(name, address);
      const signal = AbortSignal.any([stop, AbortSignal.timeout(deadlineMs)]);
      const body = JSON.stringify(fcmMessage(address.token, message, now()));
      try {
        const accessToken = await tokens.get(signal);
        let result = await post(body, accessToken, signal);
        if (result.kind === 'answered' && result.answer.status === 401) {
          // Refused for the token alone, so nothing was taken: once more with a fresh one.
          tokens.drop(accessToken);
          result = await post(body, await tokens.get(signal), signal);
        }
        return result.kind === 'failed' ? judgeFailure(result) : judgeFcm(result.answer, now());
      } catch (error) {
        // Without an access token nothing was sent.
        return { kind: 'unavailable', reason: oneLine(error instanceof Error ? error.message : String(error)) };
      }
    },
    async close() {
      await dispatcher.destroy();
    },
  };
}
