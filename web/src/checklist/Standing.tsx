import { Link } from "@digdir/designsystemet-react";
import { useRef } from "react";
import { Icon } from "../shared/Icon";
import type { Courier, Seen } from "./courier";
import { Timer } from "./Timer";
import { type SheetText, useSheetText } from "./texts";
import { useSeen } from "./useSheet";

/** Whether all is sent, where it is kept, and what waits for the person. Trouble is read aloud, the rest is only there to see. */
export function Standing({ courier }: { courier: Courier }) {
  const t = useSheetText();
  const seen = useSeen(courier);
  const trouble = troubleOf(seen);
  const was = useRef(false);
  if (trouble) was.current = true;
  return (
    <div className="standing" data-trouble={trouble ? "" : undefined} data-kept={seen.isKept}>
      <div role="status">
        {trouble && <p>{t(trouble)}</p>}
        {!trouble && was.current && seen.net === "here" && <p className="ds-sr-only">{t("hereAgain")}</p>}
        {seen.net === "gone" && <p>{seen.words}</p>}
      </div>
      {seen.net === "logged out" && (
        <p>
          <Link href={`/login?back_to=${encodeURIComponent(window.location.pathname + window.location.search)}`}>
            {t("logIn")}
          </Link>
        </p>
      )}
      <div className="standing-line">
        <p>
          {seen.unsent === 0 && Object.keys(seen.given).length > 0 && <Icon name="done" />}
          {words(seen, t)}
        </p>
        <Timer courier={courier} />
      </div>
      <Waiting seen={seen} />
    </div>
  );
}

function troubleOf({ net, keeps }: Seen): SheetText | undefined {
  if (keeps === "memory") return net === "here" ? "memory" : net === "logged out" ? "memoryLoggedOut" : "memoryAway";
  return net === "away" ? "away" : net === "logged out" ? "loggedOut" : undefined;
}

function words({ unsent, given, net, keeps, kept }: Seen, t: ReturnType<typeof useSheetText>): string {
  if (unsent === 0) return t(Object.keys(given).length > 0 ? "allSent" : "nothingYet");
  if (keeps === "memory") return t("keptMore", { count: unsent }).replace(/^[^:]*: /, "");
  const isStuck = Object.values(kept.drafts).some((draft) => draft.theirs || draft.refused || !draft.ready);
  return net === "here" && !isStuck ? t("kept") : t("keptMore", { count: unsent });
}

/** The questions that wait for the person, each a way there. */
function Waiting({ seen }: { seen: Seen }) {
  const t = useSheetText();
  const lines = (seen.sheet?.questions ?? []).flatMap(({ id, number }) => {
    const draft = seen.kept.drafts[id];
    const name: SheetText | undefined = draft?.theirs ? "conflicts" : draft?.refused ? "refusals" : undefined;
    return name ? [{ id, said: t(name, { number }) }] : [];
  });
  if (lines.length === 0) return null;
  return (
    <ul className="standing-waits">
      {lines.map(({ id, said }) => (
        <li key={id}>
          <a className="ds-link" href={`#q-${id}`} onClick={(event) => goTo(event, id)}>
            {said}
          </a>
        </li>
      ))}
    </ul>
  );
}

function goTo(event: React.MouseEvent, id: string): void {
  event.preventDefault();
  const ask = document.getElementById(`q-${id}`);
  ask?.scrollIntoView({ block: "start" });
  ask?.focus({ preventScroll: true });
}
