import { Button, Heading, Tag } from "@digdir/designsystemet-react";
import { Fragment, useState } from "react";
import type { Schemas } from "../api/client";
import { day } from "../shared/days";
import { Field } from "../shared/Field";
import { useLanguage, useText } from "../texts";
import { Section } from "./Section";
import type { Change, Plan } from "./useChange";
import { Why } from "./Why";

type Task = Schemas["TaskOut"];

export function Tasks({ plan, change }: { plan: Plan; change: Change }) {
  const t = useText();
  const passed = plan.tasks.filter((one) => one.state === "not_relevant");
  const finished = plan.tasks.filter((one) => one.done_on || one.state === "skipped");
  const left = plan.tasks.filter((one) => !finished.includes(one) && !passed.includes(one));
  if (plan.status !== "open") return null;
  return (
    <Section title={t("tasks")}>
      {plan.tasks.length === 0 && <p>{t("tasksNone")}</p>}
      <ul className="task-list">
        {left.map((one) => (
          <TaskLine key={one.id} task={one} plan={plan} change={change} />
        ))}
      </ul>
      {(
        [
          ["tasksDone", finished],
          ["tasksPassed", passed],
        ] as const
      ).map(
        ([title, tasks]) =>
          tasks.length > 0 && (
            <Fragment key={title}>
              <Heading level={3} data-size="2xs" className="task-done-heading">
                {t(title)}
              </Heading>
              <ul className="task-list">
                {tasks.map((one) => (
                  <TaskLine key={one.id} task={one} plan={plan} change={change} />
                ))}
              </ul>
            </Fragment>
          ),
      )}
    </Section>
  );
}

function TaskLine({ task, plan, change }: { task: Task; plan: Plan; change: Change }) {
  const t = useText();
  const language = useLanguage();
  const isDone = Boolean(task.done_on);
  const { pending } = change;
  const turns = (pending?.do === "tick" || pending?.do === "untick") && pending.task === task.id;
  const tick = () =>
    isDone
      ? change.do({ do: "untick", task: task.id }, t("unrecorded", { what: task.text }))
      : change.do({ do: "tick", task: task.id, on: plan.today }, t("recorded", { what: task.text }));
  const days = [
    task.done_on ? t("doneOn", { day: day(task.done_on, language, plan.today) }) : task.when,
    !isDone && task.planned_on && t("plannedOn", { day: day(task.planned_on, language, plan.today) }),
    ...(isDone ? [] : task.attempted_on.map((on) => t("attemptedOn", { day: day(on, language, plan.today) }))),
  ].filter(Boolean);
  const weight = {
    must: undefined,
    must_when: undefined, // the condition stands in its text
    should: t("should"),
    may: t("may"),
    if_needed: t("ifNeeded"),
  }[task.obligation];
  const tag =
    task.state === "skipped"
      ? t("skipped")
      : task.state === "not_yet"
        ? t("notYet")
        : task.ours
          ? t("oursTag")
          : weight;
  return (
    <li className="task">
      <label className="task-tick">
        <input
          type="checkbox"
          className="ds-input"
          checked={turns ? !isDone : isDone}
          aria-disabled={pending !== undefined}
          onChange={tick}
        />
        <span>
          {task.text}
          {tag && (
            <Tag data-color="neutral" data-size="sm" className="task-tag">
              {tag}
            </Tag>
          )}
        </span>
      </label>
      <div className="task-more">
        {days.map((one) => (
          <span key={one as string} className={isDone ? "subtle" : "when"}>
            {one}
          </span>
        ))}
        <Why about={task.text} lines={task.why.split("\n")} />
        {!isDone && task.state !== "skipped" && <OtherDay task={task} plan={plan} change={change} />}
      </div>
    </li>
  );
}

/** It was done, and not today. */
function OtherDay({ task, plan, change }: { task: Task; plan: Plan; change: Change }) {
  const t = useText();
  const [on, setOn] = useState(plan.today);
  return (
    <details className="why">
      <summary>
        {t("otherDay")}
        <span className="ds-sr-only"> {task.text}</span>
      </summary>
      <form
        className="other-day"
        onSubmit={(event) => {
          event.preventDefault();
          if (on) change.do({ do: "tick", task: task.id, on }, t("recorded", { what: task.text }));
        }}
      >
        <Field label={t("otherDay")}>
          {(described) => (
            <input
              {...described}
              type="date"
              className="ds-input"
              max={plan.today}
              value={on}
              onChange={(event) => setOn(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="secondary" data-size="sm">
          {t("record")}
        </Button>
      </form>
    </details>
  );
}
