// The push service of web-push-testing with one browser. Each line of the input asks for something, in JSON, and gets a line:
// `subscribe` with the public key of a sender, `received` for the texts that came, `expire` to end the subscription.
const { createInterface } = require('node:readline');
const { createServer } = require('node:net');
const path = require('node:path');

const library = (name) => require(path.join(process.argv[2], 'web-push-testing/src', name));
const Server = library('server.js');
const { PushApiModel } = library('PushApiModel.js');

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

(async () => {
  // What the library says of itself is not an answer.
  console.log = console.info = () => {};
  const port = await freePort();
  await new Server(new PushApiModel(), port).startServer();
  let hash;
  const ask = async (name, body) => {
    const response = await fetch(`http://localhost:${port}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    return response.status === 200 && body ? (await response.json()).data : {};
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    let answer = {};
    if (asked.subscribe) {
      answer = await ask('subscribe', { userVisibleOnly: 'true', applicationServerKey: asked.subscribe });
      hash = answer.clientHash;
    } else if (asked.received) {
      answer = await ask('get-notifications', { clientHash: hash });
    } else {
      await ask(`expire-subscription/${hash}`);
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  // Its server would wait for more.
  process.exit();
})();
