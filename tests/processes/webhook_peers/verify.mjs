// Verifies messages with the libraries of npm that receivers use. Each line of the input is a JSON object with `secret`, `headers`
// and `body`; each line of the output says what each library found.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2] + '/');
const libraries = [['standardwebhooks', require('standardwebhooks')], ['svix', require('svix')]];

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  for (const [name, { Webhook }] of libraries) {
    let found = 'verified';
    try {
      new Webhook(secret).verify(body, headers);
    } catch {
      found = 'refused';
    }
    console.log(`${name} ${found}`);
  }
}
