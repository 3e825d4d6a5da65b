import { addressedAs, opened, type Schemas } from "../api/client";

export type News = Schemas["News"];
type Tell = { news: (news: News) => void; away: (away: boolean) => void; loggedOut: () => void };

const ASK_EVERY = 5_000;
const STREAM_AGAIN = 60_000;

/** Tells when there are replies: by the stream, and while it cannot be had by asking now and then. Gives what ends it. */
export function listen(tell: Tell): () => void {
  let stream: EventSource | undefined;
  let timer: number | undefined;
  let streamAt = 0;

  const begin = () => {
    streamAt = Date.now();
    stream = new EventSource(addressedAs("/chat/events"));
    stream.addEventListener("open", () => tell.away(false));
    stream.addEventListener("replies", (event) => {
      tell.away(false);
      tell.news(JSON.parse(event.data) as News);
    });
    stream.addEventListener("error", () => {
      tell.away(true);
      if (stream?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      stream = undefined;
      ask();
    });
  };

  const ask = async () => {
    try {
      const response = await fetch("/chat/events/latest", { headers: opened() });
      if (response.status === 401) tell.loggedOut();
      else if (response.ok) {
        const news = (await response.json()) as News | null;
        tell.away(false);
        if (news) tell.news(news);
      }
    } catch {
      tell.away(true);
    }
    if (ended) return;
    if (Date.now() - streamAt > STREAM_AGAIN) begin();
    else timer = window.setTimeout(ask, ASK_EVERY);
  };

  let ended = false;
  begin();
  return () => {
    ended = true;
    stream?.close();
    window.clearTimeout(timer);
  };
}
