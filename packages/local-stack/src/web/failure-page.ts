/** The end of what a build said; the reason is there. */
const mostCharacters = 8000;

/** What stands in for the app where it could not be built: plain, for it must need nothing. */
export function failurePage(reason: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>The web app could not be built – Airside</title>
  </head>
  <body>
    <h1>The web app could not be built</h1>
    <p>Everything else runs: the API is described at <a href="/docs">/docs</a>. Mend what is said here, and start once more.</p>
    <pre>${escape(reason.trim().slice(-mostCharacters))}</pre>
  </body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
