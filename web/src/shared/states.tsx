import { Alert, Button, Heading, Link, Paragraph, Spinner } from "@digdir/designsystemet-react";
import { Link as RouteLink } from "wouter";
import { Problem } from "../api/client";
import { useText } from "../texts";
import { PageHeading } from "./PageHeading";

export function Loading() {
  const t = useText();
  return (
    <div className="loading" role="status">
      <Spinner aria-hidden data-size="sm" />
      <span>{t("loading")}</span>
    </div>
  );
}

/** What to say of an error: the server's own words, or that it cannot be reached. */
export function useWords(): (error: unknown) => { title: string; detail: string } {
  const t = useText();
  return (error) =>
    error instanceof Problem
      ? { title: error.told.title, detail: error.told.detail }
      : navigator.onLine
        ? { title: t("away"), detail: t("awayMore") }
        : { title: t("noNet"), detail: t("noNetMore") };
}

/** Of an address: nothing is there, or nothing for this person. */
export const isUnknown = (error: unknown) => error instanceof Problem && [404, 422].includes(error.told.status);

export function Failure({ error, again }: { error: unknown; again?: () => unknown }) {
  const t = useText();
  const words = useWords()(error);
  return (
    <Alert data-color="neutral" role="alert" className="stack">
      <Heading level={2} data-size="2xs">
        {words.title}
      </Heading>
      <Paragraph>{words.detail}</Paragraph>
      {again && (
        <div>
          <Button variant="secondary" data-color="accent" onClick={() => again()}>
            {t("tryAgain")}
          </Button>
        </div>
      )}
    </Alert>
  );
}

export function NotFound() {
  const t = useText();
  return (
    <>
      <PageHeading title={t("notFound")} />
      <Paragraph>{t("notFoundMore")}</Paragraph>
      <Link asChild>
        <RouteLink href="/">{t("toCases")}</RouteLink>
      </Link>
    </>
  );
}
