// Takes the place of Chromium's push service, which is far away: it gives out the address that the test listens at, with keys
// of its own, and opens by RFC 8291 what came there. Runs before the scripts of every page.
(() => {
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  const bytes = (base64) => Uint8Array.from(atob(base64.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const kept = () => JSON.parse(localStorage.getItem('push') || 'null');
  const subscription = ({ key, address, p256dh, auth }) => ({
    endpoint: address,
    options: { applicationServerKey: bytes(key).buffer },
    toJSON: () => ({ endpoint: address, expirationTime: null, keys: { p256dh, auth } }),
    unsubscribe: async () => {
      localStorage.removeItem('push');
      return true;
    },
  });
  PushManager.prototype.getSubscription = async () => kept() && subscription(kept());
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new DOMException('silent messages are not allowed', 'NotAllowedError');
    const key = typeof applicationServerKey === 'string' ? applicationServerKey : text(applicationServerKey);
    const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
    const made = {
      key,
      address: `SERVICE/${location.port}`,
      p256dh: text(await crypto.subtle.exportKey('raw', pair.publicKey)),
      auth: text(crypto.getRandomValues(new Uint8Array(16))),
      own: await crypto.subtle.exportKey('jwk', pair.privateKey),
    };
    localStorage.setItem('push', JSON.stringify(made));
    return subscription(made);
  };
  // The text of a sealed message, which comes in hexadecimal digits.
  self.openSealed = async (hex) => {
    const { own, p256dh, auth } = kept();
    const sealed = Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
    const [salt, sender, record] = [sealed.slice(0, 16), sealed.slice(21, 86), sealed.slice(86)];
    const named = (name) => new TextEncoder().encode(`${name}\0`);
    const derived = async (saltOf, secret, info, length) => {
      const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
      return crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: saltOf, info }, key, length * 8);
    };
    const secret = await crypto.subtle.deriveBits(
      { name: 'ECDH', public: await crypto.subtle.importKey('raw', sender, curve, false, []) },
      await crypto.subtle.importKey('jwk', own, curve, false, ['deriveBits']),
      256,
    );
    const about = new Uint8Array([...named('WebPush: info'), ...bytes(p256dh), ...sender]);
    const material = await derived(bytes(auth), secret, about, 32);
    const key = await derived(salt, material, named('Content-Encoding: aes128gcm'), 16);
    const iv = await derived(salt, material, named('Content-Encoding: nonce'), 12);
    const cipher = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    const opened = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, cipher, record));
    return new TextDecoder().decode(opened.slice(0, opened.lastIndexOf(2)));
  };
})();
