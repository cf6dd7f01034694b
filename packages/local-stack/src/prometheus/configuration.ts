/** Ports of a stack that Prometheus has to know. */
export type WatchedPorts = { gateway: number; discovery: number; prometheus: number; alertmanager: number };

const usual: WatchedPorts = { gateway: 4000, discovery: 5000, prometheus: 9090, alertmanager: 9093 };

/** The configuration of the checkout with the ports of this stack in place of the usual ones. */
export function configurationFor(text: string, ports: WatchedPorts): string {
  const names = Object.keys(usual) as (keyof WatchedPorts)[];
  return text.replaceAll(/127\.0\.0\.1:(\d+)/g, (address, port: string) => {
    const name = names.find((each) => usual[each] === Number(port));
    return name === undefined ? address : `127.0.0.1:${ports[name]}`;
  });
}
