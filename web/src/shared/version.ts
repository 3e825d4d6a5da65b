import { useSyncExternalStore } from "react";
import { isAllKept } from "./drafts";

/*
 * The worker keeps the files of one version of the pages. When there is a newer one it waits until somebody presses: a page that is
 * written on is never loaded anew by itself. `src/worker/worker.ts` is the other side.
 */

const LOOK_AGAIN = 3_600_000; // milliseconds: a page on the screen of a phone may stay open for days

let offered: ServiceWorker | "elsewhere" | undefined;
const listeners = new Set<() => void>();

function offer(newer: ServiceWorker | "elsewhere" | undefined): void {
  offered = newer;
  for (const listener of listeners) listener();
}

export const useOffered = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => offered !== undefined,
  );

/** Without a worker the pages are the same, but for starting without net. */
export async function keepPages(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const isFirst = !serviceWorker.controller;
  const registration = await serviceWorker.register("/worker.js");
  const found = async (worker: ServiceWorker) => {
    if (await isShown()) worker.postMessage("take over");
    else offer(worker);
  };
  if (registration.waiting) await found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) void found(worker).catch(() => undefined);
    });
  });
  let isKnown = isFirst; // the first one takes the page as it is
  serviceWorker.addEventListener("controllerchange", async () => {
    if (isKnown || (await isShown().catch(() => true))) isKnown = false;
    else offer("elsewhere"); // somebody pressed in another tab
  });
  registration.active?.postMessage("fill");
  window.setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN);
}

/** Whether this page is of the newest version already: every file that one begins with was loaded here. */
async function isShown(): Promise<boolean> {
  const newest = await (await fetch("/index.html", { cache: "no-store" })).text();
  return (newest.match(/\/assets\/[\w.-]+/g) ?? []).every((file) => document.head.innerHTML.includes(file));
}

/** Whether it could be done: not as long as something that was written lies nowhere but on this page. */
export async function changeVersion(): Promise<boolean> {
  if (!(await isAllKept())) return false;
  const newer = offered;
  if (newer instanceof ServiceWorker && newer.state === "installed") {
    const taken = new Promise((resolve) => newer.addEventListener("statechange", resolve, { once: true }));
    newer.postMessage("take over");
    await taken;
  }
  window.location.reload();
  return true;
}

/** They hold nothing of anybody, and come again with the next page. */
export async function forgetPages(): Promise<void> {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) await caches.delete(name);
}
