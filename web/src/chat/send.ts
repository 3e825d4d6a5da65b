import { opened, type Schemas } from "../api/client";
import type { Sent } from "./kept";

type Answer = Schemas["ChatAnswer"];
export type Outcome =
  | { came: "answered" | "stored" | "refused"; answer: Answer }
  | { came: "away" | "logged out" }
  | { came: "hurried"; seconds: number };

/** Sends a message once. Sent again under the same id it is the same message. */
export async function send(message: Sent): Promise<Outcome> {
  const { id, text, payload } = message;
  try {
    const response = await fetch("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...opened() },
      body: JSON.stringify({ id, text, payload }),
    });
    if (response.status === 401) return { came: "logged out" };
    if (response.status === 429) return { came: "hurried", seconds: Number(response.headers.get("Retry-After")) || 5 };
    const answer = (await response.json()) as Answer;
    if (answer.status === "answered" || answer.status === "stored" || answer.status === "refused")
      return { came: answer.status, answer };
    return { came: "away" };
  } catch {
    return { came: "away" };
  }
}
