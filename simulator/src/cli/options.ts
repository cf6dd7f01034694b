import { InvalidArgumentError } from 'commander';

/** Reads a whole number of a range; commander shows what is wrong. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

export function dateOption(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    throw new InvalidArgumentError('It takes a date such as 2026-12-01.');
  }
}

export function flightCode(text: string): string {
  if (!/^[A-Za-z0-9]{2,3}[0-9]{1,5}[A-Za-z]?$/.test(text)) {
    throw new InvalidArgumentError('It takes a flight code such as FL001.');
  }
  return text.toUpperCase();
}
