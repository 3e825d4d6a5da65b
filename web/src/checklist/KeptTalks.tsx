import { Heading, Link } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { Link as RouteLink } from "wouter";
import { useText } from "../texts";
import { keptTalks } from "./lastRead";

/** In place of what cannot be read without net: the talks that lie on this device. */
export function KeptTalks({ person }: { person: string }) {
  const t = useText();
  const read = useQuery({ queryKey: ["kept talks", person], queryFn: () => keptTalks(person), staleTime: 0 });
  if (!read.data?.length) return null;
  return (
    <section className="card stack kept-talks">
      <Heading level={2} data-size="2xs">
        {t("keptTalks")}
      </Heading>
      <ul className="plain-list">
        {read.data.map(({ address, label, name }) => (
          <li key={address}>
            <Link asChild>
              <RouteLink href={address}>
                {label}: {name}
              </RouteLink>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
