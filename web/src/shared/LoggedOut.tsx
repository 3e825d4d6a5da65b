import { Paragraph } from "@digdir/designsystemet-react";
import { useText } from "../texts";
import { isAnythingWritten, keepForLogin } from "./drafts";
import { PageHeading } from "./PageHeading";

/** In place of a page whose person has logged out in another tab. */
export function LoggedOut() {
  const t = useText();
  return (
    <div className="stack">
      <PageHeading title={t("loggedOut")} />
      {isAnythingWritten() && <Paragraph>{t("loggedOutMore")}</Paragraph>}
      <p>
        <LogInAgain>{t("logIn")}</LogInAgain>
      </p>
    </div>
  );
}

/** To the login and back here. What was written in this tab goes along. */
export function LogInAgain({ children }: { children: React.ReactNode }) {
  const address = `/login?back_to=${encodeURIComponent(window.location.pathname + window.location.search)}`;
  return (
    <a
      className="ds-link"
      href={address}
      onClick={(event) => {
        event.preventDefault();
        void keepForLogin().finally(() => window.location.assign(address));
      }}
    >
      {children}
    </a>
  );
}
