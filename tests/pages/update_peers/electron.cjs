// Asks for updates as an Electron app does, with electron-updater's provider for plain servers, and prints what it finds.
const http = require("http");
const { HttpExecutor } = require("builder-util-runtime");
const { GenericProvider } = require("electron-updater/out/providers/GenericProvider");

class Executor extends HttpExecutor {
  createRequest(options, callback) {
    return http.request({ ...options, agent: undefined }, callback);
  }
}

const [url, platform, identity] = process.argv.slice(2);

(async () => {
  const runtime = { platform, executor: new Executor(), isUseMultipleRangeRequest: true };
  const app = { channel: null, isAddNoCacheQuery: true };
  const provider = new GenericProvider({ provider: "generic", url }, app, runtime);
  if (identity) provider.setRequestHeaders({ authorization: `Bearer ${identity}` });
  try {
    const found = await provider.getLatestVersion();
    const files = provider.resolveFiles(found).map((file) => `${file.url.href} ${file.info.size} ${file.info.sha512}`);
    console.log(found.version, JSON.stringify(found.releaseNotes), ...files);
  } catch (error) {
    console.log(error.code ?? error.message);
  }
  process.exit(0);
})();
