import { Heading } from "@digdir/designsystemet-react";
import { usePage } from "./usePage";

export function PageHeading({ title, children }: { title: string; children?: React.ReactNode }) {
  const heading = usePage(title);
  return (
    <Heading level={1} data-size="md" ref={heading} tabIndex={-1} className="page-heading">
      {children ?? title}
    </Heading>
  );
}
