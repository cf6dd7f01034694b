import { WebSocketServer } from 'ws';

// The least that can broadcast: a loop over all sockets of one `ws` server. A socket that says a text makes it the frame
// for everybody else; `PORT` is where it listens.

const server = new WebSocketServer({ port: Number(process.env['PORT']), host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (message: Buffer) => {
    const frame = message.toString('utf8');
    for (const member of server.clients) if (member !== socket) member.send(frame);
  });
});
