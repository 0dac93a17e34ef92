// Shows messages that were sent with Engage. Put a file with this one line on your own site, and give its path to EngagePush:
//
//   importScripts('https://engage.example.org/push/v1/worker.js');
const say = ({ events, token } = {}, event) => {
  if (!events || !token) return Promise.resolve(false);
  const body = JSON.stringify({ token, event });
  const headers = { 'content-type': 'application/json' };
  return fetch(events, { method: 'POST', mode: 'cors', credentials: 'omit', keepalive: true, headers, body })
    .then((answer) => answer.ok, () => false);
};

self.addEventListener('push', (event) => {
  let message;
  try {
    message = event.data.json();
  } catch {
    return;
  }
  // Messages of others are shown by others.
  if (message.web_push !== 8030 || !message.engage) return;
  const { title, navigate, actions = [], ...options } = message.notification;
  const data = { engage: message.engage, navigate, actions };
  const shown = self.registration.showNotification(title, { ...options, actions, data });
  event.waitUntil(shown.then(() => say(message.engage, 'shown')));
});

self.addEventListener('notificationclick', (event) => {
  const { engage, navigate, actions } = event.notification.data || {};
  if (!engage) return;
  event.notification.close();
  const pressed = actions.find(({ action }) => action === event.action);
  if (event.action === 'unsubscribe') {
    // What cannot be said now is said on its page, so that nobody believes to have left who has not.
    const ask = (isSaid) => !isSaid && pressed && pressed.navigate && self.clients.openWindow(pressed.navigate);
    event.waitUntil(say(engage, 'unsubscribed').then(ask));
    return;
  }
  const target = (pressed && pressed.navigate) || navigate;
  event.waitUntil(Promise.all([say(engage, 'launched'), target && self.clients.openWindow(target)]));
});

self.addEventListener('notificationclose', (event) => {
  const { engage } = event.notification.data || {};
  if (engage) event.waitUntil(say(engage, 'closed'));
});
