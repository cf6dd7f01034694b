/** Whether mail can reach an address. A staff account that nobody has given one has one that leads nowhere (RFC 2606 §2). */
export function isReachable(email: string): boolean {
  return !email.toLowerCase().endsWith('.invalid');
}
