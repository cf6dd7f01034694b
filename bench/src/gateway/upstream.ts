import { createServer } from 'node:http';

// One upstream of the gateway benchmark: small and large answers, and a sink for bodies, as cheap as Node can give them.

const port = Number(process.argv[2]);
const small = Buffer.from(JSON.stringify({ status: 'ok', text: 'x'.repeat(200) }));
const large = Buffer.alloc(1024 * 1024, 'x');

const server = createServer((request, response) => {
  const body = request.url?.startsWith('/api/flight/large') === true ? large : small;
  const answer = () =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  if (request.method === 'POST') request.resume().on('end', answer);
  else answer();
});
server.keepAliveTimeout = 60_000;
server.listen(port, '127.0.0.1');
