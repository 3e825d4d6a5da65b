import { SkipLink } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import type { Schemas } from "../api/client";
import { reminders } from "../api/queries";
import mark from "../mark.svg";
import { type TextName, useText } from "../texts";
import { Icon, type IconName } from "./Icon";
import { NewVersion } from "./NewVersion";
import { chooseSchool } from "./school";

type Me = Schemas["Me"];

/** What is round every page: the menu (at the bottom of a phone, where the thumb is) and the one `main`. */
export function Frame({ person, children }: { person: Me | undefined; children: ReactNode }) {
  const t = useText();
  return (
    <div className="frame">
      <SkipLink href="#innhold">{t("skip")}</SkipLink>
      <header className="frame-top">
        <Link href="/" className="frame-name">
          <img className="frame-mark" src={mark} alt="" />
          {t("name")}
        </Link>
        {person && <School person={person} />}
      </header>
      <NewVersion />
      <main id="innhold" tabIndex={-1}>
        {children}
      </main>
      <nav className="frame-menu" aria-label={t("mainMenu")}>
        {person && hasCases(person) && <Cases />}
        {person && hasCases(person) && <Item to="/chat" name="menuChat" icon="chat" />}
        {person && leads(person) && <Item to="/skolen" name="menuSchool" icon="school" />}
        <Item to="/innstillinger" name="menuSettings" icon="settings" />
      </nav>
    </div>
  );
}

/** Where the person acts, and for whoever works at several schools the way to another. */
function School({ person }: { person: Me }) {
  const t = useText();
  const acting = person.workplaces.find((one) => one.acting);
  if (person.workplaces.length < 2) return <span className="frame-school">{acting?.name}</span>;
  return (
    <select
      className="ds-input frame-schools"
      aria-label={t("chooseSchool")}
      value={acting?.school}
      onChange={(event) => chooseSchool(person.person, event.target.value)}
    >
      {person.workplaces.map((one) => (
        <option key={one.school} value={one.school}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

export function roleOf(person: Me): string | undefined {
  return person.workplaces.find((one) => one.acting)?.role;
}

const hasCases = (person: Me) => roleOf(person) !== "admin";
const leads = (person: Me) => ["leader", "adviser", "admin"].includes(roleOf(person) ?? "");

/** The way to the cases, with the number of things that are due in them. */
function Cases() {
  const read = useQuery(reminders);
  return <Item to="/" also="/sak/:id" name="menuCases" icon="cases" count={read.data?.due.length} />;
}

type ItemProps = { to: string; also?: string; name: TextName; icon: IconName; count?: number };

function Item({ to, also, name, icon, count }: ItemProps) {
  const t = useText();
  const [here] = useRoute(to);
  const [there] = useRoute(also ?? to);
  return (
    <Link href={to} className="frame-item" aria-current={here ? "page" : there ? "true" : undefined}>
      <Icon name={icon} />
      {t(name)}
      {!!count && (
        <span className="frame-count">
          <span aria-hidden="true">{count}</span>
          <span className="ds-sr-only">{t("dueCount").replace("{count}", String(count))}</span>
        </span>
      )}
    </Link>
  );
}
