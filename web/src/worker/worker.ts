/*
 * Keeps the built files of the pages on the device, so that they start without net. It keeps nothing else and answers for nothing
 * else: what a route says, the login and whatever is downloaded go by it untouched.
 */

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

const FILES = self.__WB_MANIFEST.map(({ url, revision }) => ({ url: `/${url}`, revision }));
const DOCUMENT = "/index.html";
const PAGES = /^\/($|chat$|sak\/|skolen$|innstillinger$)/; // `ADDRESSES` in `channels/pages.py`
const PREFIX = "pages ";
const CACHE = PREFIX + FILES.find(({ url }) => url === DOCUMENT)?.revision;
const KEPT = 2; // this version and the one before: a page that is open may still ask for a part of that

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  if (await cache.match(DOCUMENT)) return;
  // The document comes last: where it lies, all lies. What has no revision is named by what is in it.
  const asked = ({ url, revision }: (typeof FILES)[number]) =>
    new Request(url, { cache: revision === null ? "default" : "reload", credentials: "omit" });
  await cache.addAll(FILES.filter(({ url }) => url !== DOCUMENT).map(asked));
  await cache.addAll(FILES.filter(({ url }) => url === DOCUMENT).map(asked));
}

async function clearOlder(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  for (const name of ours.slice(0, -(KEPT - 1))) await caches.delete(name);
}

/** The login decides first, as long as it can be asked. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(DOCUMENT);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(clearOlder().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGES.test(pathname)) event.respondWith(page(request));
  else if (pathname.startsWith("/assets/"))
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
});
self.addEventListener("message", (event) => {
  if (event.data === "fill") event.waitUntil(fill()); // they went at the logout, or the browser needed the room
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

export type {};
