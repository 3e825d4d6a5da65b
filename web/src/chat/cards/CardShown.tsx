import type { Press } from "../TurnShown";
import type { Message } from "../useChat";
import { Words } from "../Words";
import { Alarm } from "./Alarm";
import { Cases } from "./Cases";
import { Day } from "./Day";
import { Decision } from "./Decision";
import { Needs } from "./Needs";
import { Pick } from "./Pick";
import { Plan } from "./Plan";
import { Proposal } from "./Proposal";
import type { Card } from "./presses";
import { Question } from "./Question";

/** The card of a message. One that can be answered no longer says what it said, in words. */
export function CardShown({
  card,
  message,
  live,
  press,
}: {
  card: Card;
  message: Message;
  live: boolean;
  press: Press;
}) {
  switch (card.kind) {
    case "question":
      return <Question card={card} live={live} press={press} />;
    case "plan":
      return <Plan card={card} />;
    case "alarm":
      return <Alarm card={card} text={message.text} />;
    case "proposal":
      return <Proposal card={card} live={live} press={press} />;
    case "cases":
      return <Cases card={card} live={live} press={press} />;
  }
  if (!live) return <Words text={message.text} />;
  switch (card.kind) {
    case "day":
      return <Day card={card} text={message.text} press={press} />;
    case "pick":
      return <Pick card={card} press={press} />;
    case "decision":
      return <Decision card={card} press={press} />;
    case "needs":
      return <Needs card={card} press={press} />;
  }
}
