import { useSyncExternalStore } from "react";

/*
 * That somebody has logged out, in this tab or in another one. Then what was kept on the device is gone, and no tab shows what it
 * had of a pupil any longer.
 */

const channel = new BroadcastChannel("naervaerslos/logged-out");
const listeners = new Set<() => void>();
let left = false;

channel.onmessage = () => leave();

function leave(): void {
  left = true;
  for (const listener of listeners) listener();
}

/** Of this tab and all others. */
export function tellThatLeft(): void {
  channel.postMessage(true);
  leave();
}

export const hasLeft = (): boolean => left;

export const useHasLeft = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, hasLeft);
