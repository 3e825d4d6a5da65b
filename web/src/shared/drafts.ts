import { useEffect, useRef, useState } from "react";
import { hasLeft, tellThatLeft } from "./login";
import { forgetPages } from "./version";

/*
 * What somebody is writing is kept on the device until it is sent: an expired session, a closed tab or a dead battery loses none
 * of it. It lies encrypted, under a key that no script can read out, and both are gone when they log out.
 *
 * That keeps it from whoever has the files of a browser nobody is logged in with any longer, and from copies of those files that
 * hold no key. It does not keep it from whoever holds the unlocked device while the person is logged in, from a script of our own
 * origin (which may use the key, though not read it), or from whoever copies the whole profile of a browser before the logout:
 * the key lies there too. A logout on another device leaves it here, until this one is logged out or its data cleared.
 *
 * After a logout in another tab nothing more is kept here: what was written stays in the memory of its tab, until the person goes
 * from there to log in again.
 */

const DATABASE = "naervaerslos";
let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("drafts");
    };
    request.onsuccess = () => {
      // Somebody logs out in another tab: what is open here must not hold up the deleting.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** When it lies on the disk, as far as the browser says so: a full disk may show only then. */
function written(into: IDBObjectStore): Promise<void> {
  const { transaction } = into;
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

async function store(name: "keys" | "drafts", mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction(name, mode).objectStore(name);
}

async function key(): Promise<CryptoKey> {
  const kept = await done((await store("keys", "readonly")).get("drafts"));
  if (kept) return kept as CryptoKey;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Another tab may have made one meanwhile; the first one stays.
  const keys = await store("keys", "readwrite");
  const first = await done(keys.get("drafts"));
  if (first) return first as CryptoKey;
  await done(keys.put(made, "drafts"));
  return made;
}

/** The draft of that name; empty when there is none, or none that can be read. */
export async function readDraft(name: string): Promise<string> {
  try {
    const kept = await done((await store("drafts", "readonly")).get(name));
    if (!kept) return "";
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await key(), kept.sealed);
    return new TextDecoder().decode(plain);
  } catch {
    return "";
  }
}

/** What was written in this tab and is not sent, by the names of the drafts. */
const here = new Map<string, string>();

export const isAnythingWritten = (): boolean => here.size > 0;

/** Whoever goes to log in again takes along what was written in this tab, also after the logout. */
export async function keepForLogin(): Promise<void> {
  for (const [name, text] of here) await put(name, text);
}

/** Keeps the draft; an empty one is taken away. Throws when the device has no room, and once the person has logged out. */
export async function writeDraft(name: string, text: string): Promise<void> {
  if (text) here.set(name, text);
  else here.delete(name);
  notKept.add(name);
  const writing = keep(name, text).then(() => void notKept.delete(name));
  going.add(writing);
  try {
    await writing;
  } finally {
    going.delete(writing);
  }
}

const going = new Set<Promise<void>>();
const notKept = new Set<string>();

/** Whether all that was written in this tab lies on the device: the page may be loaded anew without a word being lost. */
export async function isAllKept(): Promise<boolean> {
  while (going.size > 0) await Promise.allSettled(going); // what waits its turn follows
  return notKept.size === 0;
}

/** As a draft, of what nobody has written here: what is read again when there is no net. */
export async function keep(name: string, text: string): Promise<void> {
  if (hasLeft()) throw new Error("logged out");
  return put(name, text);
}

async function put(name: string, text: string): Promise<void> {
  if (!text) {
    const drafts = await store("drafts", "readwrite");
    drafts.delete(name);
    return written(drafts);
  }
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), new TextEncoder().encode(text));
  const drafts = await store("drafts", "readwrite");
  drafts.put({ iv, sealed }, name);
  return written(drafts);
}

/** The names of what is kept that begin so. */
export async function draftNames(beginning: string): Promise<string[]> {
  try {
    const names = await done((await store("drafts", "readonly")).getAllKeys());
    return names.map(String).filter((name) => name.startsWith(beginning));
  } catch {
    return [];
  }
}

/** All drafts and the key, and the files of the pages: at logout, which the other tabs are told of. */
export async function forgetDrafts(): Promise<void> {
  tellThatLeft();
  await forgetPages();
  const held = opened;
  opened = undefined;
  (await held)?.close();
  await done(indexedDB.deleteDatabase(DATABASE)).catch(() => undefined);
}

/** A text that survives: `[text, setText, clear]`. Name it by person and place, such as `${person}/note/${case}`. */
export function useDraft(name: string): [string, (text: string) => void, () => void] {
  const [text, setText] = useState("");
  const typed = useRef(false);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    typed.current = false;
    readDraft(name).then((kept) => {
      if (!typed.current) setText(kept);
    });
  }, [name]);
  const set = (next: string) => {
    typed.current = true;
    setText(next);
    // One after the other, so that the last keystroke is what stays.
    last.current = last.current.then(() => writeDraft(name, next)).catch(() => undefined);
  };
  return [text, set, () => set("")];
}
