// A page of a shop that shows a flag of the person who is signed in, with the official provider for browsers, and shows it
// anew when it hears of a change.
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";

const asked = new URLSearchParams(location.search);
const client = OpenFeature.getClient();

function show() {
  const found = client.getBooleanDetails("group.women", false);
  document.querySelector("#flag").textContent = `women: ${found.value}`;
  document.querySelector("#why").textContent = `${found.variant ?? "-"} ${found.reason} ${found.errorCode ?? "-"}`;
}

OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, show);
OpenFeature.addHandler(ProviderEvents.Error, show);
document.querySelector("#other").addEventListener("click", async () => {
  await OpenFeature.setContext({ targetingKey: "3" });
  show();
  document.querySelector("#why").textContent = "asked for somebody else";
});

await OpenFeature.setContext({ targetingKey: asked.get("person") });
const headers = [["Authorization", `Bearer ${asked.get("token")}`], ["Engage-Identity", asked.get("signed")]];
try {
  await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl: asked.get("base"), headers }));
} catch (error) {
  document.querySelector("#why").textContent = `no provider: ${error.message}`;
}
show();
