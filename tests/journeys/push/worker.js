// What the shop adds to the worker, because nobody can click what a browser without a screen shows: a page says which button
// of the notification is pressed.
self.addEventListener('message', async ({ data, ports }) => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification, action: data }));
  ports[0].postMessage(true);
});
