// A closed attempt needs no drafts any more: what was kept of it in this browser is forgotten.

const place = document.querySelector("[data-forget]");
const { openDrafts } = await import(place.dataset.drafts);
const { forget: attempt, person } = place.dataset;
await (await openDrafts(person, attempt)).clear();
