// Keeps the scanner's page and scripts, so that it starts without a network. VERSION and SHELL stand above this line.

const MINE = ` ${self.registration.scope}`;
const CACHE = `scanner-${VERSION}${MINE}`;

self.addEventListener("install", (event) => {
  const fresh = SHELL.map((address) => new Request(address, { cache: "no-cache", credentials: "same-origin" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.endsWith(MINE) && name !== CACHE);
  const swept = caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name))));
  event.waitUntil(swept.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || event.request.headers.has("Authorization")) return;
  const kept = caches.match(event.request, { ignoreVary: true });
  event.respondWith(kept.then((answer) => answer ?? fetch(event.request)));
});
