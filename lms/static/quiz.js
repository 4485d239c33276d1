// The page of an open attempt: brings saving, drafts and fields together. Without it every page's form saves as well.

const place = document.querySelector("[data-quiz]");
const { quiz: attempt, person } = place.dataset;
const [{ openDrafts }, { openSaving }, fields] = await Promise.all(
  [place.dataset.drafts, place.dataset.saving, place.dataset.fields].map((address) => import(address)),
);
const form = document.getElementById("answers");
const says = document.getElementById("saved");
const address = `/attempts/${attempt}/answers`;
let savedAt = says.dataset.at;

// The words are the page's; "#" in them stands for a time or a reason.
const told = (state, value = "") => {
  if (state === "saved" && value) savedAt = value;
  const words = state === "saved" && !savedAt ? "" : (says.dataset[state] ?? "").replace("#", value || savedAt);
  if (says.textContent !== words) says.textContent = words;
  place.dataset.state = state;
  for (const link of place.querySelectorAll("[data-when]")) link.hidden = link.dataset.when !== state;
};

const onSaved = (number, { fields: answer, flag }) => {
  const line = document.querySelector(`[data-map="${number}"]`);
  if (!line) return;
  if (answer) line.dataset.answered = Object.keys(answer).length ? "yes" : "no";
  if (flag !== undefined) line.dataset.flagged = flag ? "yes" : "no";
};

// The server draws both answers and the choice; its part comes in above the question.
const onConflict = async ({ number, seq, fields: answer }) => {
  const sent = new URLSearchParams({ csrf_token: saving.token(), seq, "on-page": number, next: here(number) });
  for (const [name, values] of Object.entries(answer)) {
    for (const value of values) sent.append(name === "answer" ? `q${number}` : `q${number}-${name}`, value);
  }
  try {
    const response = await fetch(address, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    const part = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("conflict");
    if (!part) return;
    document.getElementById("conflict")?.remove();
    (form ?? place).before(part);
    part.querySelector("h2, h1")?.setAttribute("tabindex", "-1");
    part.querySelector("h2, h1")?.focus();
  } catch {
    // The words of the state stay; the next save asks again.
  }
};
const here = (number) => new URLSearchParams(location.search).get("question") ?? number;

const drafts = await openDrafts(person, attempt);
const saving = openSaving({
  address,
  token: document.querySelector("[name=csrf_token]")?.value ?? "",
  seq: Number(place.dataset.seq),
  drafts,
  page: fields,
  told,
  onConflict,
  onSaved,
});

// Choices are saved at once, words when somebody pauses.
const TYPED = "textarea, input:not([type=radio]):not([type=checkbox])";
const heard = (event) => {
  const number = fields.numberOf(event.target);
  if (!number) return;
  const part = fields.partOfAnswer(event.target);
  const what = part === "flag" || part === "sure" ? part : "answer";
  saving.changed(number, what, { soon: !event.target.matches(TYPED) });
};
document.addEventListener("input", heard);
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.(TYPED) && saving.isWaiting(fields.numberOf(event.target))) saving.flush();
});

if (form) {
  fields.forgetRestored(form);
  for (const number of fields.changedAlready()) saving.changed(number, "answer");
}
for (const draft of await drafts.all()) {
  await saving.adopt(draft);
  if (fields.isOnPage(draft.number)) fields.fill(draft.number, draft);
  if (!(await saving.flush())) break;
}

// Leaving by a button waits until everything is saved; without a connection it stays where the words are.
const goTo = (wanted) => (wanted === "leave" ? place.dataset.leave : `/attempts/${attempt}?question=${wanted}`);
document.addEventListener("submit", async (event) => {
  const sent = event.target;
  if (event.defaultPrevented || !sent.matches("#answers, #hand-in")) return;
  event.preventDefault();
  const wanted = event.submitter?.name === "next" ? event.submitter.value : sent.elements.next?.value;
  sent.setAttribute("aria-busy", "true");
  const isSaved = await saving.flush();
  const answer = isSaved ? await saving.standing() : null;
  sent.removeAttribute("aria-busy");
  if (!isSaved) return stay();
  if (answer.status === 0) return told(navigator.onLine ? "away" : "offline", savedAt), stay();
  if (answer.status === 401) return told("signedOut"), stay();
  if (sent.id === "answers" && sent.elements.next) return location.assign(goTo(wanted));
  // The proof may be newer than the page, and submit() raises no event, so this cannot come round again.
  sent.elements.csrf_token.value = saving.token();
  HTMLFormElement.prototype.submit.call(sent);
});
const stay = () => says.scrollIntoView({ block: "nearest" });

addEventListener("beforeunload", (event) => {
  if (!saving.isIdle()) event.preventDefault();
});
addEventListener("offline", () => told("offline"));
addEventListener("online", async () => {
  if (await saving.flush()) told("saved");
});

// A page that was out of sight shows what another window has saved since, but for what is being changed here.
const catchUp = async () => {
  if (!saving.isIdle()) return saving.flush();
  const { status, json } = await saving.standing();
  if (status === 409) return told("closed");
  if (status !== 200) return;
  for (const number of fields.numbers()) {
    const answer = json.answers[number] ?? {};
    if (saving.isWaiting(number)) continue;
    if (!fields.isSame(answer, fields.fieldsOf(number))) fields.fill(number, { fields: answer });
    saving.caughtUp(number, json.seq);
  }
  if (json.time) told("saved", json.time);
};
addEventListener("pageshow", (event) => event.persisted && catchUp());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") catchUp();
  else saving.flush();
});
