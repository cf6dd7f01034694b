/** Where Alertmanager sends alerts, by severity; nobody hears of a severity that has no URL. */
export type AlertUrls = { page?: string; ticket?: string };

/** Alertmanager's configuration of the checkout with a webhook in each receiver that is to have one. */
export function receiversFor(text: string, urls: AlertUrls): string {
  return text.replaceAll(/^ {2}- name: (page|ticket)$/gm, (receiver, severity: keyof AlertUrls) => {
    const url = urls[severity];
    // A string of JSON is one of YAML too, whatever is in it.
    return url === undefined ? receiver : `${receiver}\n    webhook_configs:\n      - url: ${JSON.stringify(url)}`;
  });
}
