import type { Schemas } from "../../api/client";

export type Card = NonNullable<Schemas["OnPage"]["card"]>;

/** What a card's own controls press, so that no button says it again. */
export function pressesOf(card: Card): string[] {
  switch (card.kind) {
    case "question":
      return (card.choices ?? []).map((one) => one.payload);
    case "pick":
      return [card.every];
    case "proposal":
      return [card.every, card.none];
    case "decision":
      return card.outcomes.map((one) => one.payload);
    case "needs":
      return [...card.tasks, card.anyway].map((one) => one.payload);
    case "cases":
      return card.lines.map((one) => one.payload);
    default:
      return [];
  }
}
