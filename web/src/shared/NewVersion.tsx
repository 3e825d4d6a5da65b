import { Button } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useText } from "../texts";
import { changeVersion, useOffered } from "./version";

/** One calm line when there is a newer version, and one press to change to it. */
export function NewVersion() {
  const t = useText();
  const isOffered = useOffered();
  const [cannot, setCannot] = useState(false);
  return (
    <div role="status" className="new-version">
      {isOffered && (
        <>
          <p>{t(cannot ? "versionCannot" : "versionNew")}</p>
          <Button data-size="sm" variant="secondary" onClick={async () => setCannot(!(await changeVersion()))}>
            {t("versionChange")}
          </Button>
        </>
      )}
    </div>
  );
}
