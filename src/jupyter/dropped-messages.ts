/** Says that so many messages, one or more, were dropped, and why. */
export function droppedText(count: number): string {
  const what = "not signed with the key of the connection, or broken";
  return count === 1 ? `A message was dropped: it is ${what}.` : `${count} messages were dropped: they are ${what}.`;
}
