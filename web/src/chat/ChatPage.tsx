import { PageHeading } from "../shared/PageHeading";
import { useText } from "../texts";

export default function ChatPage() {
  const t = useText();
  return <PageHeading title={t("menuChat")} />;
}
