import type { Schemas } from "../api/client";
import { PageHeading } from "../shared/PageHeading";
import { useText } from "../texts";

export function CasesPage(_: { person: Schemas["Me"] }) {
  const t = useText();
  return <PageHeading title={t("menuCases")} />;
}
