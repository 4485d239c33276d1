// A closed attempt needs no drafts any more. What was typed without a connection until after the time was up is sent
// first: the server keeps it beside the attempt, marked late. Then this browser forgets it.

const place = document.querySelector("[data-forget]");
const { openDrafts } = await import(place.dataset.drafts);
const { forget: attempt, person } = place.dataset;
const drafts = await openDrafts(person, attempt);
const token = document.querySelector("[name=csrf_token]")?.value ?? "";

const send = async ({ number, seq, fields }) => {
  const response = await fetch(`/attempts/${attempt}/answers`, {
    method: "PUT",
    body: JSON.stringify({ seq, answers: { [number]: fields } }),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
  });
  return response.status === 409 ? response.json() : {};
};

let isNews = false;
for (const draft of await drafts.all()) {
  try {
    const { late, closed } = draft.fields ? await send(draft) : { closed: true };
    isNews ||= Boolean(late);
    if (late || closed) await drafts.drop(draft.key);
  } catch {
    // Without a connection it stays where it is until this page is opened again.
  }
}
// The page says then which answers came late.
if (isNews) location.reload();
