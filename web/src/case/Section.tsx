import { Heading } from "@digdir/designsystemet-react";
import { type ReactNode, useId } from "react";

/** A part of the case page. `folded`: shown when it is asked for, by the element browsers have for that. */
export function Section({
  title,
  folded = false,
  onOpen,
  children,
}: {
  title: string;
  folded?: boolean;
  onOpen?: () => void;
  children: ReactNode;
}) {
  const id = useId();
  const heading = (
    <Heading level={2} data-size="2xs" id={id}>
      {title}
    </Heading>
  );
  if (folded)
    return (
      <details className="section" onToggle={(event) => event.currentTarget.open && onOpen?.()}>
        <summary>{heading}</summary>
        {children}
      </details>
    );
  return (
    <section className="section" aria-labelledby={id}>
      {heading}
      {children}
    </section>
  );
}
