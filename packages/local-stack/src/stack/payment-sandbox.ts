import path from 'node:path';
import type { Secrets } from './secrets.ts';

/** What the booking service alone is told about its payment provider. */
export const paymentVariables = ['PAYMENT_PROVIDER_NAME', 'PAYMENT_PROVIDER_URL', 'PAYMENT_PROVIDER_SECRET'] as const;

type Given = Readonly<Record<string, string>>;
type Seen = { ports: Readonly<Record<string, number>>; secrets: Secrets; dataDir: string };

/** Whether payments end at a sandbox of our own: where no provider is given. */
export function usesPaymentSandbox(given: Given): boolean {
  return given['PAYMENT_PROVIDER_URL'] === undefined;
}

/** What the sandbox is told: it stands outside, and knows nothing of ours but the door for its notifications. */
export function paymentSandboxEnvironment({ ports, secrets, dataDir }: Seen): Record<string, string> {
  return {
    PAYMENT_PROVIDER_SECRET: secrets.paymentProviderSecret,
    PAYMENT_CALLBACK_URL: `http://127.0.0.1:${ports['gateway_1']}/api/payments/callbacks`,
    DATA_DIR: path.join(dataDir, 'payment-sandbox'),
  };
}

/** How the booking service reaches it. */
export function paymentEnvironment({ ports, secrets }: Seen, given: Given): Record<string, string> {
  if (!usesPaymentSandbox(given)) return {};
  return {
    PAYMENT_PROVIDER_URL: `http://127.0.0.1:${ports['payment_sandbox_1']}`,
    PAYMENT_PROVIDER_SECRET: secrets.paymentProviderSecret,
  };
}
