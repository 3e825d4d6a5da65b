import { PageHeading } from "../shared/PageHeading";
import { useText } from "../texts";

export default function CasePage(_: { id: string }) {
  const t = useText();
  return <PageHeading title={t("menuCases")} />;
}
