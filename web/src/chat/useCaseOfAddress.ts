import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { plan } from "../api/queries";
import { isUnknown } from "../shared/states";
import type { Chat, Turn } from "./useChat";

/** What only tells, and waits for nothing. */
const TELLING = ["plan", "cases", "alarm"];

/**
 * `/chat?sak=…` turns to that case, as its button would. Where it is spoken of already and something is asked, that stands. Gives
 * whether there is no such case, or none for this person.
 */
export function useCaseOfAddress({ ready, turns, say }: Chat): boolean {
  const [asked] = useSearchParams();
  const id = asked.get("sak");
  const [, go] = useLocation();
  const known = useQueryClient();
  const [isNowhere, setNowhere] = useState(false);
  const now = useRef(turns);
  now.current = turns;
  useEffect(() => {
    if (!ready || !id) return;
    let gone = false;
    const done = () => go("/chat", { replace: true }); // read again, the address does it once
    known.fetchQuery(plan(id)).then(
      ({ label }) => {
        if (gone) return;
        done();
        if (!waits(now.current, id)) say(label, `/press${JSON.stringify({ case: id })}`);
      },
      (error) => {
        if (gone || !isUnknown(error)) return;
        done();
        setNowhere(true);
      },
    );
    return () => {
      gone = true;
    };
  }, [ready, id, go, known, say]);
  return isNowhere;
}

/** Whether the last reply is about this case and asks for something. */
function waits(turns: Turn[], id: string): boolean {
  const pages = (turns.at(-1)?.messages ?? []).flatMap((message) => message.page ?? []);
  const about = turns.flatMap((turn) => turn.messages ?? []).findLast((message) => message.page?.about)?.page?.about;
  return about?.case === id && pages.some(({ card }) => card && !TELLING.includes(card.kind));
}
