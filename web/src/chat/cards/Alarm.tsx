import type { Schemas } from "../../api/client";
import { useChatText } from "../texts";
import { Words } from "../Words";

/** Whom to call, first of all; then the fixed words. */
export function Alarm({ card, text }: { card: Schemas["AlarmCard"]; text: string }) {
  const t = useChatText();
  return (
    <section className="card alarm">
      <p className="card-title">{t("alarm")}</p>
      <ul className="calls">
        {card.calls.map((one) => (
          <li key={one.name}>
            {one.tel ? (
              <a className="call" href={`tel:${one.tel}`}>
                <span>{one.name}</span>
                <b>{one.number}</b>
              </a>
            ) : (
              <p className="call">
                <span>{one.name}</span>
                <b>{one.number}</b>
              </p>
            )}
          </li>
        ))}
      </ul>
      <Words text={text} />
    </section>
  );
}
