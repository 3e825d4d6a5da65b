// Reads cards as a list in JSON, and says of each what Microsoft's own parser has against it.
import { createRequire } from "node:module";

const { AdaptiveCard, CardElement, SerializationContext } = createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");

const parts = [];
for await (const part of process.stdin) parts.push(part);
const told = JSON.parse(Buffer.concat(parts).toString()).map((content) => {
  CardElement.langProperty.regEx.lastIndex = 0; // its pattern is global: it would refuse every second card
  const context = new SerializationContext();
  const card = new AdaptiveCard();
  card.parse(content, context);
  const parsed = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  const invalid = card.validateProperties().validationEvents.map((one) => one.message);
  return [...parsed, ...invalid];
});
process.stdout.write(JSON.stringify(told));
