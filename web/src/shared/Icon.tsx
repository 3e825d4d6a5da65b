const shapes = {
  cases: "M4 6h16M4 12h16M4 18h10",
  chat: "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z",
  school: "M3 20h18M5 20V10l7-5 7 5v10M10 20v-5h4v5",
  settings: "M4 7h9m5 0h2M4 17h2m5 0h9M15.5 4.5v5M8.5 14.5v5",
  next: "m9 5 7 7-7 7",
  back: "m15 5-7 7 7 7",
  done: "m5 12.5 4.5 4.5L19 7",
};

/** A drawing that says nothing more than the words beside it. */
export function Icon({ name }: { name: keyof typeof shapes }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={shapes[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export type IconName = keyof typeof shapes;
