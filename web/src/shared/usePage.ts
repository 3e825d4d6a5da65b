import { useEffect, useRef } from "react";
import { useText } from "../texts";

/** Names the page, and puts the reader at its heading when they came from another one. Give the ref to the `h1`. */
export function usePage(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const t = useText();
  const whole = `${title} – ${t("name")}`;
  useEffect(() => {
    document.title = whole;
  }, [whole]);
  useEffect(() => {
    if (cameFromAnotherPage) heading.current?.focus();
    cameFromAnotherPage = true;
  }, []);
  return heading;
}

let cameFromAnotherPage = false;
