import type { Page } from 'playwright-core';

/** More presses would be a page that cannot be used. */
const mostPresses = 120;

/** What the element with the focus is called, as its label, its `aria-label` or its own text says. */
const focusedName = `(() => {
  const element = document.activeElement;
  if (element === null) return '';
  const labels = [...(element.labels ?? [])].map((label) => label.textContent);
  return (element.getAttribute('aria-label') ?? labels[0] ?? element.textContent ?? '').trim();
})()`;

/** Presses Tab until something of that name has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < mostPresses; presses += 1) {
    await page.keyboard.press('Tab');
    const found = String(await page.evaluate(focusedName));
    if (typeof name === 'string' ? found === name : name.test(found)) return;
    seen.push(found);
  }
  throw new Error(`no ${String(name)} by Tab; there were: ${seen.join(' | ')}`);
}

/** Goes to a control and types into it. */
export async function typeInto(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.type(text);
}

/** Goes to a button or link and presses it. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}
