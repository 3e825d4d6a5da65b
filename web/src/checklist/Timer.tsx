import { Button } from "@digdir/designsystemet-react";
import { useEffect, useState } from "react";
import type { Courier } from "./courier";
import { useSheetText } from "./texts";
import { useSeen } from "./useSheet";

/** How long the talk has gone on. It goes on when the page is loaded again. */
export function Timer({ courier }: { courier: Courier }) {
  const t = useSheetText();
  const { timer } = useSeen(courier).kept;
  const now = useNow(timer.since !== null);
  const ran = timer.ran + (timer.since === null ? 0 : Math.max(0, now - timer.since));
  const turn = () => {
    const since = timer.since === null ? Date.now() : null;
    courier.change({ timer: { since, ran: timer.since === null ? timer.ran : ran } });
  };
  return (
    <div className="timer">
      <span role="timer" aria-label={t("timer")} aria-live="off">
        {clock(ran)}
      </span>
      <Button variant="secondary" data-size="sm" onClick={turn}>
        {t(timer.since === null ? "startTimer" : "stopTimer")}
      </Button>
    </div>
  );
}

function useNow(runs: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!runs) return;
    setNow(Date.now());
    const every = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(every);
  }, [runs]);
  return now;
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
