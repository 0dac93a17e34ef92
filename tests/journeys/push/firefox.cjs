// A Firefox without a screen, and the push service that it is connected to. Each line of the input asks for something, in JSON,
// and gets a line: `open` with the URL of a page, `click` with a selector, `ask` with the body of an asynchronous function
// that the page runs, `bring` for the last message, once more where it came before, with what Firefox makes of it.
const { createInterface } = require('node:readline');
const { createServer } = require('node:http');
const { randomBytes, randomUUID } = require('node:crypto');
const path = require('node:path');

const library = (name) => require(path.join(process.argv[2], name));
const { WebSocketServer } = library('ws');
const puppeteer = library('puppeteer-core');

const listening = (server) => new Promise((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${server.address().port}`));
});

// What Mozilla's push service does: it gives out addresses, and hands what is posted there to the browser that has them.
const pushService = async () => {
  const channels = new Map();
  let socket;
  let last;
  let acknowledged = () => {};
  const posts = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part)).on('end', () => {
      const channelID = channels.get(request.url.slice(1));
      if (channelID) {
        const headers = { encoding: request.headers['content-encoding'] };
        last = { messageType: 'notification', channelID, data: Buffer.concat(parts).toString('base64url'), headers };
      }
      response.writeHead(channelID ? 201 : 404).end();
    });
  });
  const address = await listening(posts);
  const sockets = createServer();
  new WebSocketServer({ server: sockets }).on('connection', (connected) => {
    socket = connected;
    const say = (message) => connected.send(JSON.stringify(message));
    connected.on('message', (text) => {
      const { messageType, channelID, updates } = JSON.parse(text);
      if (messageType === 'hello') {
        say({ messageType, uaid: randomBytes(16).toString('hex'), status: 200, use_webpush: true, broadcasts: {} });
      } else if (messageType === 'register') {
        const name = randomBytes(8).toString('hex');
        channels.set(name, channelID);
        say({ messageType, channelID, status: 200, pushEndpoint: `http://${address}/${name}` });
      } else if (messageType === 'unregister') {
        say({ messageType, channelID, status: 200 });
      } else if (messageType === 'ack') {
        acknowledged(updates[0].code);
      }
    });
  });
  const bring = () => new Promise((resolve) => {
    acknowledged = (code) => resolve({ code });
    const send = () => (last ? socket.send(JSON.stringify({ ...last, version: randomUUID() })) : setTimeout(send, 20));
    send();
  });
  return { url: `ws://${await listening(sockets)}/`, bring };
};

(async () => {
  const service = await pushService();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.argv[3],
    headless: true,
    extraPrefsFirefox: {
      // A desktop, which would show notifications, is not there.
      'alerts.useSystemBackend': false,
      'dom.push.enabled': true,
      'dom.push.connection.enabled': true,
      'dom.push.serverURL': service.url,
      'dom.push.testing.allowInsecureServerURL': true,
      'dom.push.testing.ignorePermission': true,
      'permissions.default.desktop-notification': 1,
    },
  });
  const page = await browser.newPage();
  const answers = {
    open: async (url) => page.goto(url).then(() => null),
    click: async (selector) => page.click(selector),
    ask: async (script) => page.evaluate(`(async () => { ${script} })()`),
    bring: service.bring,
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [[what, argument]] = Object.entries(JSON.parse(line));
    const answer = await answers[what](argument).catch((error) => ({ error: String(error) }));
    process.stdout.write(`${JSON.stringify(answer ?? null)}\n`);
  }
  await browser.close();
  process.exit();
})();
