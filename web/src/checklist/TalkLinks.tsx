import { Link, Tag } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { Link as RouteLink } from "wouter";
import { client, data } from "../api/client";
import { me } from "../api/queries";
import { Section } from "../case/Section";
import { useSheetText } from "./texts";
import { unsentTalks } from "./useSheet";

const LOOK_AGAIN = 3_000; // milliseconds

/** The talks of the level the case is on, each as a page to hold in one hand. */
export function TalkLinks({ id }: { id: string }) {
  const t = useSheetText();
  const read = useQuery({
    queryKey: ["case", id, "talks"],
    queryFn: () => data(client.GET("/cases/{case_id}/talks", { params: { path: { case_id: id } } })),
  });
  const person = useQuery(me).data?.person ?? "";
  const unsent = useQuery({
    queryKey: ["unsent", person],
    queryFn: () => unsentTalks(person),
    refetchInterval: LOOK_AGAIN,
    staleTime: 0,
  });
  if (!read.data?.guides.length) return null;
  return (
    <Section title={t("talks")}>
      <ul className="plain-list">
        {read.data.guides.map((guide) => {
          const walk = read.data.walks.filter((one) => one.guide === guide.id).at(-1);
          return (
            <li key={guide.id}>
              <Link asChild>
                <RouteLink href={`/sak/${id}/samtale/${guide.id}`}>{guide.name}</RouteLink>
              </Link>{" "}
              {walk && (
                <Tag data-color="neutral" data-size="sm">
                  {t(walk.open ? "talkOpen" : "talkHeld")}
                </Tag>
              )}{" "}
              {unsent.data?.some((one) => one.split("?")[0] === `/sak/${id}/samtale/${guide.id}`) && (
                <Tag data-color="warning" data-size="sm">
                  {t("talkUnsent")}
                </Tag>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
