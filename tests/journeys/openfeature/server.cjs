// Asks for flags as a server does, with the official provider for Node, and prints what it gets: a line for each flag and person.
const { OpenFeature } = require("@openfeature/server-sdk");
const { OFREPProvider } = require("@openfeature/ofrep-provider");

const [baseUrl, token, ...asked] = process.argv.slice(2);

(async () => {
  const provider = new OFREPProvider({ baseUrl, headers: [["Authorization", `Bearer ${token}`]] });
  await OpenFeature.setProviderAndWait(provider);
  const client = OpenFeature.getClient();
  for (const pair of asked) {
    const [key, targetingKey] = pair.split("/");
    const found = await client.getBooleanDetails(key, false, targetingKey ? { targetingKey, plan: "pro" } : {});
    console.log(pair, found.value, found.variant ?? "-", found.reason, found.errorCode ?? "-");
  }
  await OpenFeature.close();
})();
