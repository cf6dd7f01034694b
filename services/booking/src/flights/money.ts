/** Digits after the point of a currency (ISO 4217), such as 2 for EUR and 0 for JPY. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Minor units as the first API prints them, in major units: 20000 EUR cents are 200, 19950 are 199.5. */
export function majorUnits(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** minorDigits(currency);
}

/** `majorUnits` for many amounts: looks each currency up once. */
export function createMajorUnits(): typeof majorUnits {
  const scales = new Map<string, number>();
  return (amountMinor, currency) => {
    const scale = scales.get(currency) ?? 10 ** minorDigits(currency);
    scales.set(currency, scale);
    return amountMinor / scale;
  };
}
