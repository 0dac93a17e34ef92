// Push notifications of Engage on a page of yours.
//
//   const push = EngagePush({ server, token, key, worker: '/engage-worker.js', identity: async () => signedByYourBackEnd });
//   button.onclick = () => push.subscribe({ purpose: 'promotional', text: 'Tell me about offers' });
//
// subscribe({ purpose: 'measurement', text }) asks whether it may be kept what the person sees and clicks, after the first one.
// subscribe() asks the person; call it from a click. refresh() goes on each page; leave() when the person signs out.
self.EngagePush = ({ server, token, key, worker, identity }) => {
  const bytes = (text) => {
    const base64 = text.replace(/-/g, '+').replace(/_/g, '/');
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  };
  const isSupported = () => 'serviceWorker' in navigator && 'PushManager' in self && 'Notification' in self;
  const registration = async () => {
    await navigator.serviceWorker.register(worker);
    return navigator.serviceWorker.ready;
  };
  const call = async (method, body) => {
    const response = await fetch(`${server}/push/v1/subscriptions`, {
      method,
      mode: 'cors',
      credentials: 'omit',
      headers: {
        authorization: `Bearer ${token}`,
        'engage-identity': await identity(),
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw Object.assign(new Error(problem.detail || problem.title || response.statusText), { problem });
    }
    return response.status === 204 ? null : response.json();
  };
  const send = (subscription, consent) => call('POST', {
    subscription: subscription.toJSON(),
    language: navigator.language || 'en',
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(consent && { consent }),
  });
  // The subscription of this browser, made with the key of this app.
  const current = async (at) => {
    const found = await at.pushManager.getSubscription();
    const made = found && found.options.applicationServerKey;
    if (!made || String(new Uint8Array(made)) === String(bytes(key))) return found;
    await found.unsubscribe();
    return null;
  };
  return {
    isSupported,
    // Whether this browser may show messages: 'default' until the person is asked.
    permission: () => (isSupported() ? Notification.permission : 'denied'),
    // Asks the person, and subscribes this browser with what the person was asked.
    async subscribe({ purpose, text }) {
      if (!isSupported() || (await Notification.requestPermission()) !== 'granted') return null;
      const at = await registration();
      const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
      return send((await current(at)) || (await at.pushManager.subscribe(options)), { purpose, text });
    },
    // The person takes back what was allowed for this purpose, and no other. Fails where this browser has no subscription any more: the
    // site's own server then says so by /api/v1/consents.
    async withdraw({ purpose }) {
      const found = isSupported() && (await current(await registration()));
      if (!found) throw new Error('This browser has no subscription: take it back with /api/v1/consents.');
      return send(found, { purpose, state: 'withdrawn' });
    },
    // Says that this browser is still there, and who is signed in at it.
    async refresh() {
      if (!isSupported() || Notification.permission !== 'granted') return null;
      const found = await current(await registration());
      return found && send(found);
    },
    // Ends it, because the person signs out.
    async leave() {
      if (!isSupported()) return;
      const at = await navigator.serviceWorker.getRegistration();
      const found = at && (await at.pushManager.getSubscription());
      if (!found) return;
      await call('DELETE', { endpoint: found.endpoint });
      await found.unsubscribe();
    },
  };
};
