import { Link } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { addressed } from "../api/client";
import { papers } from "../api/queries";
import { Failure, Loading } from "../shared/states";
import { useText } from "../texts";
import { Section } from "./Section";

/** The papers the routine has, filled in with what the case knows, to save and go on writing. */
export function Papers({ id }: { id: string }) {
  const t = useText();
  const read = useQuery(papers(id));
  if (read.data?.length === 0) return null;
  return (
    <Section title={t("papers")}>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      <ul className="plain-list">
        {read.data?.map((paper) => (
          <li key={paper.id} className="note">
            <strong>{paper.name}</strong>
            {paper.ours && <span className="subtle"> – {t("oursTag")}</span>}
            {paper.note && <p className="lines">{paper.note}</p>}
            <span className="paper-links">
              {(["docx", "pdf"] as const).map((kind) => (
                <Link key={kind} href={addressed(`/cases/${id}/papers/${paper.id}.${kind}`)} download>
                  {kind.toUpperCase()}
                  <span className="ds-sr-only"> {paper.name}</span>
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
