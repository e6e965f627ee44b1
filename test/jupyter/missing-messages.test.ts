import { expect, it } from "vitest";
import { MissingMessages } from "../../src/jupyter/missing-messages.js";

it("counts the numbers that are missing between the first and the last of each sender, whatever their order", () => {
  const missing = new MissingMessages();
  const counts = ["s_1_4", "s_1_5", "s_1_9", "s_1_8", "other_7_1", "s_1_3", "s_1_7", "other_7_3", "s_1_6"].map((id) => {
    missing.note(id);
    return missing.count;
  });
  expect(counts).toEqual([0, 0, 3, 2, 2, 2, 1, 2, 1]);
});

it("knows nothing of messages without a number", () => {
  const missing = new MissingMessages();
  for (const id of ["0b6f3c6e-1111-4c6b-9d2c-2b1f5a3c7d10", "", "a_b", "12"]) missing.note(id);
  expect(missing.count).toBe(0);
});
