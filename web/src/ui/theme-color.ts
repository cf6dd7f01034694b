/** A colour of the theme as a canvas understands it: canvases do not know `light-dark()`, so the browser says what it comes to here. */
export function themeColor(near: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  near.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
