import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Question } from "./sheet";
import { answerOf, contentOf, isReady, LONGEST } from "./words";

const OPTIONS = [
  { id: "mandag", text: "Mandag" },
  { id: "fredag", text: "Fredag" },
];
const question = (type: Question["type"]) =>
  ({ id: "q", type, options: OPTIONS, scale: [0, 10] }) as unknown as Question;

const note = fc.string({ unit: fc.constantFrom("a", "å", " ", "\n", "-", "7", "M") });
const values = {
  open: fc.constant(null),
  choice: fc.constantFrom("mandag", "fredag"),
  tick: fc.subarray(["mandag", "fredag"]),
  scale: fc.integer({ min: 0, max: 10 }),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }),
  date: fc.constantFrom("2026-08-24"),
};

describe.each(Object.keys(values) as (keyof typeof values)[])("an answer to a question of type %s", (type) => {
  test("is shown as it was written", () => {
    fc.assert(
      fc.property(values[type], note, (value, written) => {
        const content = contentOf(question(type), { value, note: written });
        const shown = answerOf(question(type), content);
        expect(shown.value).toEqual(value);
        expect(shown.note.trim()).toBe(written.trim());
        if (type !== "open") expect(isReady(question(type), content)).toBe(true);
      }),
    );
  });
});

test("an answer from the chat is shown without its words said twice, and with what else was written", () => {
  expect(answerOf(question("choice"), { text: "mandag", value: "mandag" }).note).toBe("");
  expect(answerOf(question("tick"), { text: "Mandag; fredag", value: ["mandag", "fredag"] }).note).toBe("");
  expect(answerOf(question("scale"), { text: "7", value: 7 }).note).toBe("");
  expect(answerOf(question("choice"), { text: "mest mandager", value: "mandag" }).note).toBe("mest mandager");
});

test("a note waits for the choice it belongs to, and a text that is too long for the server is kept back", () => {
  expect(isReady(question("choice"), contentOf(question("choice"), { value: null, note: "Usikker" }))).toBe(false);
  expect(contentOf(question("tick"), { value: null, note: "Usikker" })).toEqual({ text: "–\nUsikker", value: [] });
  expect(isReady(question("open"), { text: "a".repeat(LONGEST + 1), value: null })).toBe(false);
});
