import { Alert, Button, Link, Paragraph } from "@digdir/designsystemet-react";
import { useState } from "react";
import { Link as RouteLink } from "wouter";
import { useSheetText } from "./texts";
import { unsentTalks } from "./useSheet";

/** Logging out deletes what is kept here: who has answers that are sent nowhere yet is told, and shown the way to them. */
export function LogOut({ person, name, leave }: { person: string; name: string; leave: () => void }) {
  const t = useSheetText();
  const [talks, setTalks] = useState<string[]>([]);
  const ask = async () => {
    const found = await unsentTalks(person);
    setTalks(found);
    if (found.length === 0) leave();
  };
  return (
    <>
      <div role="status">
        {talks.length > 0 && (
          <Alert data-color="neutral" className="stack">
            <Paragraph>{t("leaves")}</Paragraph>
            <ul>
              {talks.map((address, at) => (
                <li key={address}>
                  <Link asChild>
                    <RouteLink href={address}>{t("leavesTalk", { number: at + 1 })}</RouteLink>
                  </Link>
                </li>
              ))}
            </ul>
            <Button variant="tertiary" onClick={leave}>
              {t("leaveAnyway")}
            </Button>
          </Alert>
        )}
      </div>
      <Button variant="secondary" onClick={ask}>
        {name}
      </Button>
    </>
  );
}
